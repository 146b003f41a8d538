import type { ReactiveController, TemplateResult } from 'lit';
import type { AmountEntry } from './amount-entry.ts';
import { Checkout } from './checkout.ts';
import type { CheckoutHost } from './checkout-host.ts';
import { currencyOf, hasPrice, intentParts, type Order, orderOf, paymentInput } from './checkout-setup.ts';
import { type CheckoutState, initialState } from './checkout-state.ts';
import { CheckoutView } from './checkout-view.ts';
import { type CloseReason, LpCloseEvent, type PublicPayment, publicPayment } from './events.ts';
import { eventOf, ownerNote } from './fact-events.ts';
import { amountOf, createIntent, intentKey } from './intent.ts';
import { loadChunk } from './lazy-chunk.ts';
import { loadServices } from './load-services.ts';
import { en, type Texts } from './locales/en.ts';
import { forgetOpen, recallOpen, rememberOpen } from './open-memory.ts';
import type { Opening } from './opening.ts';
import { noteToOwner } from './owner-note.ts';
import { watchPage } from './page-signals.ts';
import type { Services } from './services.ts';
import { nothing } from './views/html.ts';

/** How long "Paid" is shown before the page goes to its `success-url` by itself. */
const SUCCESS_MS = 3_000;

/** A checkout that is or was open: what it was opened with. */
interface Session extends Opening {
  readonly texts: Texts;
  readonly services: Services;
}

/** Runs a checkout in its host and stops it when the host leaves the page. The entry of the lazy chunk. */
export class CheckoutController implements ReactiveController {
  readonly #host: CheckoutHost;
  readonly #view: CheckoutView;
  #session: Session | null = null;
  #order: Order | null = null;
  #intent = '';
  #checkout: Checkout | null = null;
  /** The customer is asked for the amount. */
  #question: AmountEntry | null = null;
  #isOpen = false;
  #unwatch = () => {};
  #successTimer: ReturnType<typeof setTimeout> | undefined;

  constructor(host: CheckoutHost) {
    this.#host = host;
    this.#view = new CheckoutView(host, {
      close: (reason) => this.close(reason),
      retry: () => this.#checkout?.retry(),
      renew: () => this.#checkout?.renew(),
    });
    host.addController(this);
  }

  /** The checkout is on the screen. */
  get isOpen(): boolean {
    return this.#isOpen;
  }

  /** The payment as last heard of. */
  get payment(): PublicPayment | null {
    const { payment } = this.#state;
    return payment && publicPayment(payment);
  }

  /**
   * Shows the checkout: the payment of before where it is the same intent and not over, else a new one. Where the tag
   * names no price, the customer is asked first.
   *
   * @throws Where a chunk that it needs does not come.
   */
  async open(opening: Opening): Promise<void> {
    if (this.#isOpen) return;
    const session = await this.#start(opening);
    if (hasPrice(this.#host)) this.#begin(session, orderOf(this.#host, null));
    else await this.#ask(session);
  }

  /** Opens again what was open when the page went away, if it was this element's. */
  async resume(opening: Opening): Promise<void> {
    const intent = recallOpen();
    const order = orderOf(this.#host, intent && amountOf(intent));
    if (this.#isOpen || intent !== intentKey(intentParts(order, opening.server))) return;
    forgetOpen(); // another element of the same intent must not open it too
    this.#begin(await this.#start(opening), order);
  }

  /** Closes it. The focus goes back to where it was, or to the button where a press does not focus (Safari). */
  close(reason: CloseReason): void {
    if (!this.#isOpen) return;
    const { phase, payment } = this.#state;
    const isPaid = phase === 'settled';
    this.#checkout?.close();
    this.#hide();
    if (document.activeElement === document.body) this.#host.focus();
    this.#host.dispatchEvent(new LpCloseEvent(isPaid ? 'paid' : reason, this.payment));
    if (isPaid && payment) this.#view.leave(payment.id);
  }

  /** Ends the intent, also one of before a reload: the next press begins another payment. */
  async reset(opening: Opening): Promise<void> {
    this.close('api');
    const session = await this.#start(opening);
    (this.#checkout ?? this.#create(session, this.#order ?? orderOf(this.#host, null))).reset();
    this.#checkout = null;
    this.#host.showPhase('idle');
    this.#host.setReceipt('');
    this.#host.requestUpdate();
  }

  /** The checkout in its present state; a dialog is kept while it is closed, so that it can leave in peace. */
  render(): TemplateResult | typeof nothing {
    const { payment } = this.#state;
    const opening = this.#session;
    if (!opening || !(this.#isOpen || this.#checkout) || (this.#host.display === 'inline' && !this.#isOpen))
      return nothing;
    return this.#view.render({
      state: this.#state,
      opening,
      order: this.#order,
      question: this.#question?.render() ?? null,
      checkout: this.#checkout,
      controls: (payment && opening.services.controls?.(payment)) ?? null,
    });
  }

  /** Lit calls it before a render. */
  hostUpdate(): void {
    this.#view.beforeUpdate();
  }

  /** Lit calls it after a render. */
  hostUpdated(): void {
    if (this.#isOpen && this.#host.isConnected) this.#view.updated(this.#state);
  }

  /** Lit calls it when the host comes to a page. */
  hostConnected(): void {
    if (this.#isOpen && this.#view.putDown()) this.#host.requestUpdate();
  }

  /** Lit calls it when the host leaves the page: moved within one task it goes on, else everything stops. */
  hostDisconnected(): void {
    setTimeout(() => {
      if (this.#host.isConnected) return;
      this.#checkout?.cancel();
      this.#hide();
    });
  }

  get #state(): CheckoutState {
    return this.#checkout?.state ?? initialState;
  }

  async #start(opening: Opening): Promise<Session> {
    const services = await loadServices(this.#host, opening.server); // anew: the tag may name another server now
    if (services.styles) this.#view.adopt(services.styles);
    this.#session = { ...opening, texts: opening.texts ?? en, services };
    return this.#session;
  }

  async #ask(session: Session): Promise<void> {
    const { createAmountEntry, amountStyles } = await loadChunk('amount', () => import('./amount-entry.ts'));
    this.#view.adopt(amountStyles);
    this.#checkout = null;
    this.#order = null;
    this.#question = createAmountEntry({
      ...session,
      server: this.#host.sandbox === null ? session.server : null,
      currency: currencyOf(this.#host),
      suggestions: this.#host.suggestions?.split(',') ?? [],
      onChange: () => this.#host.requestUpdate(),
      onAmount: (amount) => this.#begin(session, orderOf(this.#host, amount)),
    });
    this.#isOpen = true;
    this.#host.requestUpdate();
  }

  #begin(session: Session, order: Order): void {
    this.#endQuestion();
    const intent = intentKey(intentParts(order, session.server));
    const isOver = ['settled', 'failed'].includes(this.#state.phase);
    if (intent !== this.#intent || isOver) this.#checkout = null;
    this.#intent = intent;
    this.#order = order;
    this.#checkout ??= this.#create(session, order);
    this.#isOpen = true;
    rememberOpen(intent);
    this.#unwatch = watchPage(this.#checkout);
    this.#checkout.start();
    this.#host.requestUpdate();
  }

  #create({ server, services, texts }: Session, order: Order): Checkout {
    const checkout = new Checkout({
      ...services,
      intent: createIntent(intentParts(order, server)),
      input: paymentInput(order),
    });
    checkout.subscribe((state) => {
      if (checkout !== this.#checkout) return;
      this.#host.showPhase(state.phase);
      if (this.#isOpen) this.#view.attend(state, texts.settled);
      if (state.phase === 'settled') this.#settle(state);
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

  #settle({ payment }: CheckoutState): void {
    this.#host.setReceipt(payment?.receipt ?? payment?.id ?? '');
    if (this.#host.successUrl) this.#successTimer ??= setTimeout(() => this.close('paid'), SUCCESS_MS);
  }

  #endQuestion(): void {
    this.#question?.stop();
    this.#question = null;
  }

  #hide(): void {
    this.#isOpen = false;
    forgetOpen();
    clearTimeout(this.#successTimer);
    this.#successTimer = undefined;
    this.#endQuestion();
    this.#unwatch();
    this.#view.hide();
  }
}
