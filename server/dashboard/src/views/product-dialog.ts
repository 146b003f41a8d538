import { html, type TemplateResult } from 'lit';
import { Action } from '../action.ts';
import { closeAround, dialog, openDialog } from '../parts/dialog.ts';
import { failure } from '../parts/failure.ts';
import type { Session } from '../session.ts';
import type { Product } from '../wire/product.ts';
import { View } from './view.ts';

const NEW: Product = { id: '', title: '', amount: '', currency: '', active: true };

/** `<product-dialog>`: adds a product, changes one, or takes it out of the catalogue. */
export class ProductDialog extends View {
  static override properties = {
    session: { attribute: false },
    onChanged: { attribute: false },
    product: { state: true },
    isDeleting: { state: true },
  };
  declare session: Session;
  declare onChanged: () => void;
  /** Null: a new one. */
  declare product: Product | null;
  /** It is asked whether it should really go. */
  declare isDeleting: boolean;

  readonly #saving = new Action(this);

  constructor() {
    super();
    this.product = null;
    this.isDeleting = false;
  }

  /**
   * Opens it anew.
   *
   * @param product Null: a new one.
   */
  open(product: Product | null): void {
    this.product = product;
    this.isDeleting = false;
    this.#saving.clear();
    void openDialog(this);
  }

  protected override render(): TemplateResult {
    return dialog({
      id: 'product-title',
      title: this.product === null ? 'Add product' : this.isDeleting ? 'Delete product' : 'Edit product',
      content: this.isDeleting && this.product !== null ? this.#confirmation(this.product) : this.#form(),
      isBusy: this.#saving.isBusy,
      onClose: () => undefined,
    });
  }

  #form(): TemplateResult {
    const accepted = this.session.server.currencies.map(({ code }) => code);
    const { id, title, amount, currency, active } = this.product ?? { ...NEW, currency: accepted[0] ?? '' };
    // One that is not accepted any more stays until another one is chosen.
    const currencies = accepted.includes(currency) ? accepted : [...accepted, currency];
    const { isBusy, error } = this.#saving;
    return html`<form @submit=${this.#submit}>
      <div class="field">
        <label for="product-id">Id</label>
        <input id="product-id" name="id" required ?autofocus=${this.product === null} pattern="[A-Za-z0-9][A-Za-z0-9._\\-]{0,63}" title="Letters, digits, dots, dashes, underscores"
          autocomplete="off" autocapitalize="none" spellcheck="false" ?readonly=${this.product !== null} value=${id} aria-describedby="about-id">
        <p class="hint" id="about-id">${this.product === null ? 'As the button names it: product="…".' : 'Stays as it is: pages name it.'}</p>
      </div>
      <div class="field">
        <label for="product-name">Title</label>
        <input id="product-name" name="title" required ?autofocus=${this.product !== null} maxlength="200" autocomplete="off" value=${title}>
      </div>
      <div class="side-by-side">
        <div class="field">
          <label for="product-amount">Amount</label>
          <input id="product-amount" name="amount" required inputmode="decimal" autocomplete="off"
            pattern="(0|[1-9][0-9]{0,11})(\\.[0-9]{1,4})?" title="A number, as 50 or 50.00" value=${amount}>
        </div>
        <div class="field">
          <label for="product-currency">Currency</label>
          <select id="product-currency" name="currency">
            ${currencies.map((code) => html`<option ?selected=${code === currency}>${code}</option>`)}
          </select>
        </div>
      </div>
      <label class="check"><input type="checkbox" name="active" ?checked=${active}>On sale</label>
      ${failure(error)}
      <p class="actions"><button type="submit" class="primary" aria-disabled=${isBusy}>${isBusy ? 'Saving' : 'Save'}</button>
        ${
          this.product === null
            ? html`<button type="button" class="quiet" @click=${closeAround}>Cancel</button>`
            : html`<button type="button" class="quiet danger" @click=${this.#askDelete}>Delete</button>`
        }</p>
    </form>`;
  }

  #submit(event: SubmitEvent): void {
    event.preventDefault();
    const form = new FormData(event.currentTarget as HTMLFormElement); // the listener is on the form
    const of = (name: string) => String(form.get(name) ?? '').trim();
    const product = {
      id: of('id'),
      title: of('title'),
      amount: of('amount'),
      currency: of('currency'),
      active: form.get('active') !== null,
    };
    void this.#change(() => this.session.api.putProduct(product));
  }

  #askDelete(): void {
    this.#saving.clear();
    this.isDeleting = true;
    void this.#focusFirst();
  }

  #confirmation({ id, title }: Product): TemplateResult {
    const { isBusy, error } = this.#saving;
    return html`<div class="words">
        <p>Delete <strong><bdi>${title}</bdi></strong>?</p>
        <p class="hint">Buttons that name it can no longer be paid. Payments that were made stay. To stop selling it for a while, switch it off.</p>
      </div>
      ${failure(error)}
      <p class="actions"><button type="button" class="primary danger" aria-disabled=${isBusy}
          @click=${() => this.#change(() => this.session.api.deleteProduct(id))}>${isBusy ? 'Deleting' : 'Delete'}</button>
        <button type="button" class="quiet" ?disabled=${isBusy} @click=${this.#keep}>Keep it</button></p>`;
  }

  #keep(): void {
    this.isDeleting = false;
    void this.#focusFirst();
  }

  async #change(change: () => Promise<unknown>): Promise<void> {
    await this.#saving.run(async () => {
      await change();
      this.querySelector('dialog')?.close();
      this.onChanged();
    });
  }

  /** What was pressed is gone with its step. */
  async #focusFirst(): Promise<void> {
    await this.updateComplete;
    this.querySelector<HTMLElement>('dialog form input, dialog .actions button')?.focus();
  }
}
