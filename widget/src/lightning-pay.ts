import { LitElement, type PropertyValues, type TemplateResult, unsafeCSS } from 'lit';
import type { CheckoutController } from './checkout-controller.ts';
import { currencyOf } from './checkout-setup.ts';
import type { Phase } from './checkout-state.ts';
import { LpErrorEvent, LpOpenEvent } from './events.ts';
import { FormValue } from './form-value.ts';
import { hostedPage } from './hosted-page.ts';
import { loadChunk, preloadChunk } from './lazy-chunk.ts';
import { payLabel } from './locales/button-label.ts';
import type { Texts } from './locales/en.ts';
import { chooseLanguage } from './locales/languages.ts';
import { formatMoney } from './money.ts';
import { recallOpen } from './open-memory.ts';
import type { Opening } from './opening.ts';
import { noteToOwner } from './owner-note.ts';
import { findServer } from './server-address.ts';
import { buttonStyles } from './styles.ts';
import { applyTheme } from './views/apply-theme.ts';
import { html, nothing } from './views/html.ts';
import { payButton } from './views/pay-button.ts';

/** Stands for a server where the page plays it. */
const SANDBOX = new URL('https://sandbox.invalid/');

/**
 * A button that takes a payment over Lightning.
 *
 * @summary Payment button with a Lightning checkout.
 * @tag lightning-pay
 *
 * @attr amount - Decimal string in `currency`, for example `50`. Without `amount`, `product` and `request` the customer
 * types one.
 * @attr [currency=USD] - ISO 4217 code, or `SATS`.
 * @attr product - Id in the server's catalogue, which then sets the price.
 * @attr request - Signed request to pay (JWT) from the shop's backend, which then sets the price.
 * @attr order-id - The shop's own order; up to 64 characters.
 * @attr description - What is paid for; up to 200 characters.
 * @attr email - Where the confirmation goes.
 * @attr server - Address of the backend, `https` only (but for loopback). Default: the one that served the script.
 * Trusted configuration: never filled from what a visitor wrote.
 * @attr label - Words of the button. Default: `Pay $50.00` in the customer's language.
 * @attr {'auto' | 'light' | 'dark'} [theme=auto] - `auto` follows the device.
 * @attr accent - Colour of the button and of the primary action; the text on it is chosen for a contrast of 4.5.
 * @attr [radius=12] - Corner of the button in CSS pixels, 0 to 24; all other corners follow it.
 * @attr {'small' | 'medium' | 'large'} [size=medium] - Height of the button: 36, 48 or 56 px.
 * @attr lang - Language tag (BCP 47). Default: the page's, then the browser's.
 * @attr {'modal' | 'inline'} [display=modal] - `modal`: a dialog on top of the page; `inline`: in the button's place.
 * @attr suggestions - Amounts to choose from where the customer types one: `10,25,50`.
 * @attr node-id - Public key of the shop's node, 66 hex digits: an invoice that it has not signed is never shown.
 * @attr support-url - Where the customer gets help; `https`, `http` or `mailto`.
 * @attr success-url - Where the page goes once it is paid; gets `lp_payment=<payment id>` and nothing else.
 * @attr sandbox - No server: the page plays it. A phase (`sandbox="expired"`) pins the checkout there.
 * @attr name - Name in its form; the value is the receipt, or the payment id where the server gives none.
 * @attr required - The form cannot be sent before it is paid.
 * @attr disabled - The button cannot be pressed.
 *
 * @slot - Shown until the element is there, and where scripts are off: a link to pay by, say.
 * @slot beside - Content of the page that stays usable while the dialog is open, and is shown as long as it is; a
 * popover, so that it may stand anywhere.
 *
 * @fires lp-open - About to open; `preventDefault()` keeps it shut.
 * @fires lp-created - An invoice is shown: the first one, each fresh one, and that of a payment taken up again.
 * @fires lp-processing - The payment was seen.
 * @fires lp-settled - Paid. Once for a payment.
 * @fires lp-expired - The time to pay an invoice is over, once for each; the payment is watched further.
 * @fires lp-error - It failed: `code`, `message`, `retryable`.
 * @fires lp-close - Closed: `reason` is `escape`, `button`, `api`, or `paid` for any way once it is settled.
 *
 * @csspart button - The button.
 * @csspart bolt - The bolt on the button.
 * @csspart label - The words on the button.
 * @csspart price - The amount above the button, inline.
 * @csspart dialog - The checkout: a dialog, or inline a box.
 * @csspart shop - The shop's name.
 * @csspart close - The button that closes.
 * @csspart question - Where the customer types the amount.
 * @csspart input - The amount that is typed, and the mail address once it is paid.
 * @csspart suggestion - Each suggested amount.
 * @csspart hint - Least and most that may be typed; what became of the mail.
 * @csspart amount - The amount.
 * @csspart sats - The amount in sats, beside it.
 * @csspart card - What the code, or the sign of a phase, stands on.
 * @csspart qr - The code; dark on light in every theme.
 * @csspart time-line - The line that shrinks with the time.
 * @csspart status - The line of status.
 * @csspart time - The time left.
 * @csspart outcome - The panel once it is paid.
 * @csspart actions - The row of actions.
 * @csspart action - Each action.
 * @csspart primary - The primary action, which is an `action` too.
 * @csspart reference - The reference of the payment.
 * @csspart test - The sign that no real money moves.
 *
 * @cssprop [--lp-accent=var(--lp-ink)] - Button and primary action.
 * @cssprop [--lp-radius=12px] - Corner of the button; all other corners follow it.
 * @cssprop [--lp-font=system-ui, sans-serif] - Typeface.
 * @cssprop [--lp-surface=#fff] - The dialog; in dark `#17191e`.
 * @cssprop [--lp-wash=#f4f5f7] - Quiet areas: the card, secondary actions; in dark `#20232a`.
 * @cssprop [--lp-line=#e4e7eb] - Lines; in dark `#2b2f37`.
 * @cssprop [--lp-ink=#14161a] - Text; in dark `#f3f5f8`.
 * @cssprop [--lp-muted=#5b626e] - Secondary text; in dark `#a3aab6`.
 * @cssprop [--lp-success=#0b7f4b] - Paid; in dark `#3ecf8e`.
 * @cssprop [--lp-danger=#b3261e] - Failed; in dark `#ff8a80`.
 * @cssprop [--lp-notice=#9a5b00] - The last minutes, and TEST; in dark `#ffc35c`.
 * @cssprop [--lp-bolt=#ffb224] - The bolt; in dark `#b86e00`, on an accent the colour of its text.
 * @cssprop [--lp-backdrop=rgb(10 12 16 / 0.48)] - What lies over the page while the dialog is open.
 *
 * @cssstate idle - Nothing has begun.
 * @cssstate creating - The invoice is on its way.
 * @cssstate awaiting - The code is shown.
 * @cssstate processing - The payment was seen.
 * @cssstate settled - Paid.
 * @cssstate expired - The time to pay is over.
 * @cssstate failed - It failed.
 */
export class LightningPay extends LitElement {
  static readonly formAssociated = true;
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
    display: { reflect: true },
    suggestions: {},
    nodeId: { attribute: 'node-id' },
    supportUrl: { attribute: 'support-url' },
    successUrl: { attribute: 'success-url' },
    sandbox: {},
    name: { reflect: true },
    required: { type: Boolean, reflect: true },
    disabled: { type: Boolean, reflect: true },
    isLoading: { state: true },
    isBarred: { state: true },
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
  declare display: string | null;
  declare suggestions: string | null;
  declare nodeId: string | null;
  declare supportUrl: string | null;
  declare successUrl: string | null;
  declare sandbox: string | null;
  declare name: string | null;
  declare required: boolean;
  declare disabled: boolean;
  /** Pressed, and the checkout is still on its way. */
  declare private isLoading: boolean;
  /** The `fieldset` around it is disabled. */
  declare private isBarred: boolean;

  #server: URL | null = null;
  #checkout: CheckoutController | null = null;
  #turn: Promise<void> = Promise.resolve();
  readonly #internals: ElementInternals | undefined = this.attachInternals?.();

  readonly #form = new FormValue(
    this,
    this.#internals,
    async () => (await this.#loadTexts())?.required ?? null,
  );

  constructor() {
    super();
    this.sandbox = null; // an empty attribute means something
  }

  /** What a form sends: the receipt of what was paid, or the payment id where there is none; empty before. */
  get value(): string {
    return this.#form.value;
  }

  /** The form that it belongs to. */
  get form(): HTMLFormElement | null {
    return this.#internals?.form ?? null;
  }

  /** Opens the checkout as a press does; resolves once it is on the screen, or will not be. */
  async open(): Promise<void> {
    if (!this.#canOpen || this.#checkout?.isOpen) return;
    if (!this.dispatchEvent(new LpOpenEvent(this.#checkout?.payment ?? null))) return;
    await this.#run((checkout, opening) => checkout.open(opening), true);
  }

  /** Closes the checkout; the payment stays the same when it is opened again. */
  close(): void {
    this.#checkout?.close('api');
  }

  /** Forgets the payment, also one of before a reload: the next press begins another one. */
  async reset(): Promise<void> {
    this.setReceipt('');
    await this.#run((checkout, opening) => checkout.reset(opening));
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

  /** Sets what a form sends. @internal */
  setReceipt(value: string): void {
    this.#form.value = value;
  }

  /** Called by the browser when the form is reset. @internal */
  formResetCallback(): void {
    if (this.value || this.#checkout) void this.reset();
  }

  /** Called by the browser with the `fieldset` around it. @internal */
  formDisabledCallback(disabled: boolean): void {
    this.isBarred = disabled && !this.disabled;
  }

  /** Called by the browser when it brings a form back. @internal */
  formStateRestoreCallback(state: string): void {
    this.setReceipt(state);
  }

  protected override willUpdate(changed: PropertyValues): void {
    if (!this.hasUpdated || changed.has('server') || changed.has('sandbox')) this.#findServer();
  }

  protected override render(): TemplateResult {
    const amount = this.#amount;
    const isInline = this.display === 'inline';
    return html`<div class="root">${
      isInline && this.#checkout?.isOpen
        ? nothing
        : [
            isInline && amount ? html`<p class="price" part="price">${amount}</p>` : nothing,
            payButton({
              label: this.#isSpent
                ? `✓ ${amount ?? ''}`
                : this.label || payLabel(this.#locale, isInline ? null : amount),
              disabled: !this.#canOpen,
              busy: this.isLoading,
              popup: !isInline,
              onIntent: () => {
                void preloadChunk('checkout');
                if (this.#isForeign) void preloadChunk('texts');
              },
              onPress: () => void this.open(),
            }),
          ]
    }${this.#checkout?.render() ?? nothing}</div>`;
  }

  protected override firstUpdated(): void {
    this.#applyTheme();
    if (recallOpen() && this.#canOpen) void this.#run((checkout, opening) => checkout.resume(opening));
  }

  protected override updated(changed: PropertyValues): void {
    // `isLoading` changes with each press: by then the page's own style sheets are there and have the last word.
    if (['accent', 'radius', 'theme', 'isLoading'].some((name) => changed.has(name))) this.#applyTheme();
    this.#form.validate();
  }

  /**
   * Loads the checkout and does something with it, one thing after the other: a press is not lost because the page was
   * still looking for a dialog to open again. Where the checkout does not come, a press leads to the hosted page.
   */
  #run(
    act: (checkout: CheckoutController, opening: Opening) => Promise<void>,
    isPress = false,
  ): Promise<void> {
    this.#turn = this.#turn.then(async () => {
      const server = this.#server;
      if (!server) return;
      this.isLoading = true;
      try {
        const [{ CheckoutController }, texts] = await Promise.all([
          loadChunk('checkout', () => import('./checkout-controller.ts')),
          this.#loadTexts(),
        ]);
        this.#checkout ??= new CheckoutController(this);
        if (this.isConnected) await act(this.#checkout, { server, locale: this.#locale, texts });
      } catch (cause) {
        if (!isPress) return;
        this.dispatchEvent(
          new LpErrorEvent({ code: 'network', message: String(cause), retryable: true }, null),
        );
        if (navigator.onLine && this.sandbox === null) location.assign(hostedPage(this, server));
      } finally {
        this.isLoading = false;
      }
      await this.updateComplete;
    });
    return this.#turn;
  }

  /** Null for English, whose texts are in the checkout, and where another language does not come. */
  async #loadTexts(): Promise<Texts | null> {
    if (!this.#isForeign) return null;
    const load = async () =>
      (await loadChunk('texts', () => import('./locales/load-texts.ts'))).loadTexts(this.#locale);
    return load().catch(() => null);
  }

  #applyTheme(): void {
    const root = this.renderRoot.querySelector<HTMLElement>('.root');
    if (root) applyTheme(root, this.accent, this.radius);
  }

  get #canOpen(): boolean {
    return !!this.#server && !this.disabled && !this.isBarred && !this.#isSpent;
  }

  /** Its form is paid for: a second payment would be one too many. */
  get #isSpent(): boolean {
    return !!this.value && !!this.form;
  }

  /** BCP 47 tag. */
  get #locale(): string {
    return chooseLanguage([this.lang, document.documentElement.lang, ...navigator.languages]);
  }

  get #isForeign(): boolean {
    return !/^en\b/.test(this.#locale);
  }

  get #amount(): string | null {
    return this.amount ? formatMoney(this.amount, currencyOf(this), this.#locale) : null;
  }

  #findServer(): void {
    try {
      this.#server = this.sandbox === null ? findServer(this.server, import.meta.url) : SANDBOX;
    } catch {
      this.#server = null;
      noteToOwner('needs server="https://pay.example.com" (https, no password).');
    }
  }
}
