import { html, nothing, type PropertyValues, type TemplateResult } from 'lit';
import { Action } from '../action.ts';
import type { ApiError } from '../api-error.ts';
import { bolt } from '../parts/icons.ts';
import { View } from './view.ts';

/** `<login-view>`: asks for the merchant's key. */
export class LoginView extends View {
  static override properties = { reason: { attribute: false }, logIn: { attribute: false } };
  /** Why the key is asked for again; null at first. */
  declare reason: ApiError | null;
  /** Tries a key; throws ApiError where it is not taken. */
  declare logIn: (key: string) => Promise<void>;

  readonly #trying = new Action(this);

  protected override firstUpdated(): void {
    this.querySelector('input')?.focus();
  }

  protected override updated(changed: PropertyValues): void {
    if (!changed.has('reason') && this.#trying.error === null) return;
    const field = this.querySelector<HTMLInputElement>('#key');
    if (!this.#trying.isBusy) field?.select();
  }

  protected override render(): TemplateResult {
    const error = this.#trying.error ?? this.reason;
    // A browser fills in and keeps a key only where it finds a name beside it; both fields never leave the page.
    return html`<main class="login" id="main">
      <form class="card" @submit=${this.#submit}>
        <p class="house">${bolt}<bdi>${location.hostname}</bdi></p>
        <h1>Dashboard</h1>
        <input type="text" name="username" autocomplete="username" value="merchant" hidden>
        <div class="field">
          <label for="key">Merchant key</label>
          <input
            id="key" name="key" type="password" required maxlength="1000" autocomplete="current-password"
            autocapitalize="none" spellcheck="false"
            aria-invalid=${error !== null} aria-describedby=${error === null ? 'about-key' : 'wrong-key about-key'}
          >
          ${error === null ? nothing : html`<p class="wrong" id="wrong-key" role="alert">${error.words}</p>`}
        </div>
        <button type="submit" class="primary" aria-disabled=${this.#trying.isBusy}>
          ${this.#trying.isBusy ? 'Logging in' : 'Log in'}
        </button>
        <p class="hint" id="about-key">
          <code>MERCHANT_API_KEY</code>, or <code>MERCHANT_READ_KEY</code> to look only. The page keeps it in memory: a reload asks again.
        </p>
      </form>
    </main>`;
  }

  async #submit(event: SubmitEvent): Promise<void> {
    event.preventDefault();
    const key = this.querySelector<HTMLInputElement>('#key')?.value.trim() ?? '';
    if (key !== '') await this.#trying.run(() => this.logIn(key));
  }
}
