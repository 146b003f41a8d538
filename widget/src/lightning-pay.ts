import { LitElement, type PropertyValues, type TemplateResult, unsafeCSS } from 'lit';
import type { CheckoutController } from './checkout-controller.ts';
import type { Phase } from './checkout-state.ts';
import { CheckoutError } from './errors.ts';
import { LpErrorEvent, LpOpenEvent } from './events.ts';
import { loadChunk, preloadChunk } from './lazy-chunk.ts';
import { en } from './locales/en.ts';
import { chooseLocale, fill } from './locales/localize.ts';
import { formatMoney } from './money.ts';
import { noteToOwner } from './owner-note.ts';
import { findServer } from './server-address.ts';
import { buttonStyles } from './styles.ts';
import { applyTheme } from './views/apply-theme.ts';
import { html, nothing } from './views/html.ts';
import { payButton } from './views/pay-button.ts';

/**
 * A button that takes a payment over Lightning.
 *
 * @summary Payment button with a Lightning checkout.
 *
 * @attr amount - Decimal string in `currency`, for example `50`. One of `amount`, `product` and `request` is needed.
 * @attr currency - ISO 4217 code, or `SATS`. Default `USD`.
 * @attr product - Id in the server's catalogue, which then sets the price.
 * @attr request - Signed request to pay (JWT) from the shop's backend, which then sets the price.
 * @attr order-id - The shop's own order; up to 64 characters.
 * @attr description - What is paid for; up to 200 characters.
 * @attr email - Where the confirmation goes.
 * @attr server - Address of the backend, `https` only; default: the one that served the script. Trusted configuration.
 * @attr label - Words of the button. Default `Pay $50.00`.
 * @attr theme - `auto` (default), `light` or `dark`.
 * @attr accent - Colour of the button and of the primary action; the text on it is chosen for contrast.
 * @attr radius - Corner of the button in CSS pixels, 0 to 24, default 12; all other corners follow it.
 * @attr size - `small` (36 px), `medium` (48 px, default) or `large` (56 px).
 * @attr lang - BCP 47 tag; default: the page's.
 * @attr disabled - The button cannot be pressed.
 *
 * @slot - Shown until the element is there, and where scripts are off: a link to pay by, say.
 * @slot beside - Content of the page that stays usable while the checkout is open, and is shown as long as it is; a
 * popover, so that it may stand anywhere.
 *
 * @fires lp-open - About to open; `preventDefault()` keeps it shut.
 * @fires lp-created - An invoice is shown: the first one, and each fresh one of the same payment.
 * @fires lp-processing - The payment was seen.
 * @fires lp-settled - Paid.
 * @fires lp-expired - The time to pay is over.
 * @fires lp-error - It failed: `code`, `message`, `retryable`.
 * @fires lp-close - Closed: `reason` is `escape`, `button`, `paid` or `api`.
 *
 * @csspart button - The button. @csspart bolt - Its bolt. @csspart label - Its words.
 * @csspart dialog - The checkout. @csspart shop @csspart close @csspart amount @csspart sats @csspart card
 * @csspart qr - The code. @csspart time-line @csspart status @csspart time @csspart outcome @csspart actions
 * @csspart action - Each action. @csspart primary - The primary one. @csspart reference @csspart test
 *
 * @cssprop --lp-accent --lp-radius --lp-font --lp-surface --lp-wash --lp-line --lp-ink --lp-muted --lp-success
 * --lp-danger --lp-notice --lp-bolt --lp-backdrop
 *
 * @cssstate idle creating awaiting processing settled expired failed - The phase, where the browser has custom states.
 */
export class LightningPay extends LitElement {
  static override styles = unsafeCSS(buttonStyles);
  static override properties = {
    amount: {},
    currency: {},
    product: {},
    request: {},
    orderId: { attribute: 'order-id' },
    description: {},
    email: {},
    server: {},
    label: {},
    theme: { reflect: true },
    accent: {},
    radius: {},
    size: { reflect: true },
    lang: { reflect: true },
    disabled: { type: Boolean, reflect: true },
    isLoading: { state: true },
    isMissing: { state: true },
  };

  declare amount: string | null;
  declare currency: string | null;
  declare product: string | null;
  declare request: string | null;
  declare orderId: string | null;
  declare description: string | null;
  declare email: string | null;
  declare server: string | null;
  declare label: string | null;
  declare theme: string | null;
  declare accent: string | null;
  declare radius: string | null;
  declare size: string | null;
  declare lang: string;
  declare disabled: boolean;
  /** Pressed, and the checkout is still on its way. */
  declare private isLoading: boolean;
  /** The checkout could not be loaded. */
  declare private isMissing: boolean;

  #server: URL | null = null;
  #checkout: CheckoutController | null = null;
  readonly #internals: ElementInternals | undefined = this.attachInternals?.();

  /** Opens the checkout as a press does; resolves once it is on the screen, or will not be. */
  async open(): Promise<void> {
    const server = this.#server;
    if (!server || !this.#isPayable || this.disabled || this.isLoading || this.#checkout?.isOpen) return;
    if (!this.dispatchEvent(new LpOpenEvent(this.#checkout?.payment ?? null))) return;
    this.isLoading = true;
    this.isMissing = false;
    try {
      const checkout = await this.#load();
      if (this.isConnected) checkout.open(server, this.#amount, this.#locale, null);
    } catch (cause) {
      this.isMissing = true;
      const message = 'the checkout could not be loaded';
      this.dispatchEvent(
        new LpErrorEvent(new CheckoutError('network', { message, retryable: true, cause }), null),
      );
    } finally {
      this.isLoading = false;
    }
    await this.updateComplete;
  }

  /** Closes the checkout; the payment stays the same when it is opened again. */
  close(): void {
    this.#checkout?.close('api');
  }

  /** Forgets the payment, also one of before a reload: the next press begins another one. */
  async reset(): Promise<void> {
    if (this.#server) (await this.#load()).reset(this.#server);
  }

  /** Focuses the button. */
  override focus(options?: FocusOptions): void {
    this.renderRoot.querySelector<HTMLElement>('.pay')?.focus(options);
  }

  /** Shows the phase as a custom state. @internal */
  showPhase(phase: Phase): void {
    const states = this.#internals?.states;
    try {
      states?.clear();
      states?.add(phase);
    } catch {
      // Chrome before 125 takes `--name` only. Nothing depends on it.
    }
  }

  override connectedCallback(): void {
    super.connectedCallback();
    if (!this.#checkout) this.showPhase('idle');
  }

  protected override willUpdate(changed: PropertyValues): void {
    if (!this.hasUpdated || changed.has('server')) this.#findServer();
    if (!this.hasUpdated && !this.#isPayable)
      noteToOwner('write what is to be paid: amount="50", product or request.');
  }

  protected override render(): TemplateResult {
    return html`<div class="root">${payButton({
      label: this.isMissing ? 'x' : this.#label,
      disabled: this.disabled || !this.#server || !this.#isPayable,
      busy: this.isLoading,
      onIntent: () => void preloadChunk('checkout'),
      onPress: () => void this.open(),
    })}${this.#checkout?.render() ?? nothing}</div>`;
  }

  protected override firstUpdated(): void {
    this.#applyTheme();
  }

  protected override updated(changed: PropertyValues): void {
    // `isLoading` changes with each press: by then the page's own style sheets are there and have the last word.
    if (['accent', 'radius', 'theme', 'isLoading'].some((name) => changed.has(name))) this.#applyTheme();
  }

  async #load(): Promise<CheckoutController> {
    const { CheckoutController } = await loadChunk('checkout', () => import('./checkout-controller.ts'));
    this.#checkout ??= new CheckoutController(this);
    return this.#checkout;
  }

  #applyTheme(): void {
    const root = this.renderRoot.querySelector<HTMLElement>('.root');
    if (root) applyTheme(root, this.accent, this.radius);
  }

  get #isPayable(): boolean {
    return Boolean(this.amount || this.product || this.request);
  }

  get #locale(): string {
    return chooseLocale(this.lang, [document.documentElement.lang, navigator.language]);
  }

  get #amount(): string | null {
    return this.amount ? formatMoney(this.amount, this.currency || 'USD', this.#locale) : null;
  }

  get #label(): string {
    if (this.label) return this.label;
    const amount = this.#amount;
    return amount === null ? en.payPlain : fill(en.pay, { amount });
  }

  #findServer(): void {
    try {
      this.#server = findServer(this.server, import.meta.url);
    } catch {
      this.#server = null;
      noteToOwner(
        'write the address of your backend: server="https://pay.example.com" (https, no password in it).',
      );
    }
  }
}
