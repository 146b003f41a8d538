import type { ReactiveController, ReactiveControllerHost, TemplateResult } from 'lit';
import { Checkout } from './checkout.ts';
import { intentParts, type Order, paymentInput } from './checkout-setup.ts';
import type { CheckoutState, Phase } from './checkout-state.ts';
import { copyText } from './copy-text.ts';
import { type CloseReason, LpCloseEvent, type PublicPayment, publicPayment } from './events.ts';
import { eventOf, ownerNote } from './fact-events.ts';
import { createIntent, type IntentParts, intentKey } from './intent.ts';
import { en, type Texts } from './locales/en.ts';
import { formatMoney } from './money.ts';
import { noteToOwner } from './owner-note.ts';
import { watchPage } from './page-signals.ts';
import { type QrCode, qrCode } from './qr.ts';
import { type Companion, loadCompanion, serverServices } from './services.ts';
import { checkoutStyles } from './styles/checkout.ts';
import { checkoutDialog } from './views/checkout-dialog.ts';
import { codeSide } from './views/code-side.ts';
import { codeText } from './views/code-text.ts';
import { nothing } from './views/html.ts';
import type { SceneActions } from './views/scene.ts';
import { shopName } from './views/shop-name.ts';

/** How long "Copied" stands in the place of "Copy". */
const COPIED_MS = 2000;

/** The element, as its checkout sees it. */
export interface CheckoutHost extends ReactiveControllerHost, HTMLElement, Order {
  readonly id: string;
  readonly renderRoot: HTMLElement | DocumentFragment;
  /** Told of every change of phase. */
  showPhase(phase: Phase): void;
}

/** Draws a checkout in its host and stops it when the host leaves the page. The entry of the lazy chunk. */
export class CheckoutController implements ReactiveController {
  readonly #host: CheckoutHost;
  #intent = '';
  #amount: string | null = null;
  #locale = 'en';
  #texts: Texts = en;
  #companion: Companion | null = null;
  #checkout: Checkout | null = null;
  #isOpen = false;
  #unwatch = () => {};
  #copiedTimer: ReturnType<typeof setTimeout> | undefined;
  #code: { readonly text: string; readonly qr: QrCode } | null = null;

  constructor(host: CheckoutHost) {
    this.#host = host;
    this.#adopt(checkoutStyles);
    host.addController(this);
  }

  /** The dialog is on the screen. */
  get isOpen(): boolean {
    return this.#isOpen;
  }

  /** The payment as last heard of. */
  get payment(): PublicPayment | null {
    const payment = this.#checkout?.state.payment;
    return payment ? publicPayment(payment) : null;
  }

  /**
   * Shows the dialog: the payment of before where it is the same intent and not over, else a new one.
   *
   * @param amount Formatted money, or null as long as only the server knows the price.
   * @param locale BCP 47 tag.
   * @param texts Of its language; null for English.
   */
  open(server: URL, amount: string | null, locale: string, texts: Texts | null): void {
    if (this.#isOpen) return;
    const parts = intentParts(this.#host, server);
    const intent = intentKey(parts);
    const isOver = ['settled', 'failed'].includes(this.#checkout?.state.phase ?? '');
    if (intent !== this.#intent || isOver) this.#checkout = null;
    this.#intent = intent;
    this.#amount = amount;
    this.#locale = locale;
    this.#texts = texts ?? en;
    this.#checkout ??= this.#create(server, parts);
    this.#isOpen = true;
    this.#unwatch = watchPage(this.#checkout);
    this.#checkout.start();
    this.#host.requestUpdate();
  }

  /** Closes the dialog. The focus goes back to where it was, or to the button where a press does not focus (Safari). */
  close(reason: CloseReason): void {
    if (!this.#isOpen) return;
    const isPaid = this.#checkout?.state.phase === 'settled';
    this.#checkout?.close();
    this.#hide();
    if (document.activeElement === document.body) this.#host.focus();
    this.#host.dispatchEvent(new LpCloseEvent(isPaid ? 'paid' : reason, this.payment));
  }

  /** Ends the intent, also one of before a reload: the next press begins another payment. */
  reset(server: URL): void {
    this.close('api');
    (this.#checkout ?? this.#create(server, intentParts(this.#host, server))).reset();
    this.#checkout = null;
    this.#host.showPhase('idle');
    this.#host.requestUpdate();
  }

  /** The dialog in its present state; kept while it is closed, so that it can leave in peace. */
  render(): TemplateResult | typeof nothing {
    const state = this.#checkout?.state;
    if (!state) return nothing;
    const locale = this.#locale;
    const { payment } = state;
    return checkoutDialog({
      state,
      shop: shopName(),
      locale,
      texts: this.#texts,
      outcome: this.#companion?.outcomePanel ?? null,
      amount: payment ? formatMoney(payment.amount, payment.currency, locale) : this.#amount,
      code: this.#codeOf(state),
      coarse: matchMedia('(pointer: coarse)').matches,
      copied: this.#copiedTimer !== undefined,
      on: this.#actions,
    });
  }

  /** Lit calls it after a render: the parts of the dialog that no template can set. */
  hostUpdated(): void {
    const dialog = this.#dialog;
    if (!dialog || !this.#isOpen || !this.#host.isConnected) return;
    if (!dialog.open) {
      dialog.style.removeProperty('--_drag');
      dialog.showModal();
      dialog.focus();
      this.#showBeside(true);
    }
    const { secondsLeft, secondsTotal } = this.#checkout?.state ?? {};
    const share =
      secondsLeft != null && secondsTotal ? Math.min(1, Math.max(0, secondsLeft / secondsTotal)) : 1;
    dialog.style.setProperty('--_left', share.toFixed(4));
    const card = this.#code && dialog.querySelector('.card');
    if (this.#code && card && !dialog.style.getPropertyValue('--_code')) {
      const room = Math.min(card.clientWidth, card.clientHeight);
      dialog.style.setProperty('--_code', `${codeSide(this.#code.qr.size, devicePixelRatio, room)}px`);
    }
    // An action that had the focus may be gone with its phase. What the page has put into the slot keeps it.
    const { activeElement } = this.#host.getRootNode() as Document | ShadowRoot; // the host is connected
    if (!this.#host.contains(activeElement)) dialog.focus();
  }

  /** Lit calls it when the host comes to a page. A dialog that was moved must be put on top again. */
  hostConnected(): void {
    if (!this.#isOpen || !this.#dialog?.open) return;
    this.#dialog.close();
    this.#host.requestUpdate();
  }

  /** Lit calls it when the host leaves the page: moved within one task it goes on, else everything stops. */
  hostDisconnected(): void {
    setTimeout(() => {
      if (this.#host.isConnected) return;
      this.#checkout?.cancel();
      this.#hide();
    });
  }

  get #dialog(): HTMLDialogElement | null {
    return this.#host.renderRoot.querySelector('dialog');
  }

  readonly #actions: SceneActions = {
    close: () => this.close('button'),
    dismiss: (event) => {
      // A file picker in the slot tells of its own cancellation by the same event, and that one bubbles.
      if (event.target !== this.#dialog) return;
      event.preventDefault();
      this.close('escape');
    },
    // Browsers close a dialog without asking when Escape is pressed twice.
    closed: () => {
      if (!this.#dialog?.open) this.close('escape');
    },
    retry: () => this.#checkout?.retry(),
    renew: () => this.#checkout?.renew(),
    copy: () => void this.#copy(),
    drag: (event) =>
      this.#dialog && this.#companion?.dragSheet(event, this.#dialog, () => this.close('escape')),
  };

  #create(server: URL, parts: IntentParts): Checkout {
    const checkout = new Checkout({
      ...serverServices(server),
      intent: createIntent(parts),
      input: paymentInput(this.#host),
    });
    checkout.subscribe(({ phase, payment }) => {
      if (checkout !== this.#checkout) return;
      if (payment) void this.#fetchCompanion();
      this.#host.showPhase(phase);
      this.#host.requestUpdate();
    });
    checkout.onFact((fact) => {
      if (checkout !== this.#checkout) return;
      const note = ownerNote(fact, location.origin);
      if (note) noteToOwner(note);
      this.#host.dispatchEvent(eventOf(fact));
    });
    return checkout;
  }

  /** What is seen after the code must be there before it is needed. It comes again with the next phase if it did not. */
  async #fetchCompanion(): Promise<void> {
    if (this.#companion) return;
    const companion = await loadCompanion().catch(() => null);
    if (!companion || this.#companion) return;
    this.#companion = companion;
    this.#adopt(companion.companionStyles);
    this.#host.requestUpdate();
  }

  #adopt(styles: string): void {
    const sheet = new CSSStyleSheet();
    sheet.replaceSync(styles);
    const root = this.#host.renderRoot as ShadowRoot; // the element renders in its shadow root
    root.adoptedStyleSheets = [...root.adoptedStyleSheets, sheet];
  }

  #codeOf(state: CheckoutState): QrCode | null {
    const text = codeText(state);
    if (text === null) return null;
    if (this.#code?.text !== text) {
      this.#code = { text, qr: qrCode(text) };
      this.#dialog?.style.removeProperty('--_code');
    }
    return this.#code.qr;
  }

  async #copy(): Promise<void> {
    const bolt11 = this.#checkout?.state.payment?.invoice?.bolt11;
    if (!bolt11 || !(await copyText(bolt11)) || !this.#isOpen) return;
    clearTimeout(this.#copiedTimer);
    this.#copiedTimer = setTimeout(() => this.#endCopied(), COPIED_MS);
    this.#host.requestUpdate();
  }

  #endCopied(): void {
    clearTimeout(this.#copiedTimer);
    this.#copiedTimer = undefined;
    this.#host.requestUpdate();
  }

  #hide(): void {
    this.#isOpen = false;
    this.#unwatch();
    this.#endCopied();
    if (this.#dialog?.open) this.#dialog.close();
    if (this.#host.isConnected) this.#showBeside(false);
  }

  /** A popover of the page comes after the dialog, or it would be below its backdrop. Older browsers have none. */
  #showBeside(isShown: boolean): void {
    for (const beside of this.#host.querySelectorAll<HTMLElement>('[slot="beside"][popover]'))
      beside.togglePopover?.(isShown);
  }
}
