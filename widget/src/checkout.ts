import { checkInvoice, type decodeBolt11 } from './bolt11.ts';
import { callAll } from './call-all.ts';
import { type CheckoutFact, createFactTeller } from './checkout-facts.ts';
import { type CheckoutEvent, type CheckoutState, initialState, transition } from './checkout-state.ts';
import { type Clock, pageClock } from './clock.ts';
import { CheckoutError } from './errors.ts';
import type { FollowPayment, PaymentStream } from './follow-payment.ts';
import type { Intent } from './intent.ts';
import type { Payment } from './payment.ts';
import type { CreatePaymentInput, PaymentApi } from './payment-api.ts';
import { renewPayment } from './renew-payment.ts';
import { takeUpPayment } from './take-up-payment.ts';

/** What a checkout is built on. */
export interface CheckoutOptions {
  readonly api: PaymentApi;
  readonly follow: FollowPayment;
  readonly intent: Intent;
  readonly input: CreatePaymentInput;
  readonly clock?: Clock;
  /** Default: `decodeBolt11`. */
  readonly decode?: typeof decodeBolt11;
}

/** Hears of each change of the state. */
export type CheckoutListener = (state: CheckoutState, previous: CheckoutState) => void;

/** The device slept, or its clock was set, when its two clocks disagree by so much. */
const CLOCK_JUMP_MS = 2_000;

/** Runs the effects of one checkout: create, check, count down, follow, renew. No DOM, no framework. */
export class Checkout {
  readonly #options: CheckoutOptions;
  readonly #clock: Clock;
  readonly #listeners = new Set<CheckoutListener>();
  readonly #factListeners = new Set<(fact: CheckoutFact) => void>();
  readonly #tellFacts = createFactTeller((fact) => callAll(this.#factListeners, fact));
  #state = initialState;
  /** What is under way, from `start` to the end of it. */
  #run: AbortController | null = null;
  #stream: PaymentStream | null = null;
  #isHidden = false;
  #isEnded = false;
  #deadlineMs = 0;
  #clockGapMs = 0;
  #disarmTick = () => {};

  constructor(options: CheckoutOptions) {
    this.#options = options;
    this.#clock = options.clock ?? pageClock;
  }

  /** A new object after each change. */
  get state(): CheckoutState {
    return this.#state;
  }

  /** The page's capability for its payment; null before there is one. */
  get clientSecret(): string | null {
    return this.#options.intent.recall().clientSecret;
  }

  /** Calls `listener` after each change of the state; the answer ends it. */
  subscribe(listener: CheckoutListener): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  /** Calls `listener` once for each fact, after the subscribers of the state; the answer ends it. */
  onFact(listener: (fact: CheckoutFact) => void): () => void {
    this.#factListeners.add(listener);
    return () => this.#factListeners.delete(listener);
  }

  /** Makes the payment of the intent, or takes it up again. Does nothing while one is under way. */
  start(): void {
    if (this.#isEnded) this.reset();
    if (this.#run || this.#state.phase === 'settled') return;
    this.#isEnded = false;
    this.#run = new AbortController();
    void this.#begin(this.#run.signal);
  }

  /** Does the failed step again, with the same key. Only from `failed`, where `error.retryable`. */
  retry(): void {
    const { error, isRenewal } = this.#state;
    if (error?.retryable) void (isRenewal ? this.#renew() : this.start());
  }

  /**
   * "New code": a fresh invoice for the same payment, which is followed all the while, so that money on the old code
   * still counts. Only from `expired`.
   */
  renew(): void {
    if (this.#state.phase === 'expired') void this.#renew();
  }

  /** Reads the payment at once: the page is visible or online again. */
  nudge(): void {
    this.#stream?.nudge();
  }

  /** The page went to the background, or came back (which also reads at once). */
  setHidden(hidden: boolean): void {
    this.#isHidden = hidden;
    this.#stream?.setHidden(hidden);
  }

  /** Stops stream and timers; keeps state and intent, so that `start` takes the payment up again. */
  cancel(): void {
    this.#run?.abort();
    this.#run = null;
    this.#stream?.stop();
    this.#stream = null;
    this.#disarmTick();
  }

  /** `cancel`; and where nothing can come of the payment any more, the next `start` makes another. */
  close(): void {
    this.cancel();
    const { phase, error } = this.#state;
    this.#isEnded = phase === 'settled' || (phase === 'failed' && !error?.retryable);
    if (this.#isEnded) this.#options.intent.forget();
  }

  /** `cancel`, ends the intent and goes back to `idle`. */
  reset(): void {
    this.cancel();
    this.#isEnded = false;
    this.#options.intent.forget();
    this.#dispatch({ type: 'reset' });
  }

  async #begin(signal: AbortSignal): Promise<void> {
    try {
      const { paymentId } = this.#options.intent.recall();
      const { payment: shown, error, isRenewal } = this.#state;
      if (paymentId === null || paymentId !== shown?.id || error || isRenewal) {
        this.#dispatch({ type: 'start', isResumed: paymentId !== null });
        const payment = await takeUpPayment(this.#options, signal);
        if (!signal.aborted) this.#receive(payment);
      }
      if (!signal.aborted) this.#follow(signal);
    } catch (error) {
      if (!signal.aborted) this.#fail(error);
    }
  }

  async #renew(): Promise<void> {
    this.start(); // where nothing is under way, it follows what is shown
    const signal = this.#run?.signal;
    this.#dispatch({ type: 'renew' });
    // The stream may be quicker with the fresh invoice, or with the news that the old one was paid.
    const isAsked = () => this.#state.isRenewal && this.#state.phase === 'creating';
    if (!signal || !isAsked()) return;
    try {
      const payment = await renewPayment(this.#options, signal);
      if (signal.aborted) return;
      if (payment) this.#receive(payment);
      else if (isAsked()) return this.#startAnew();
      if (isAsked()) throw new CheckoutError('bad_answer', { retryable: true });
    } catch (error) {
      if (!signal.aborted) this.#dispatch({ type: 'notRenewed', error: toCheckoutError(error) });
    }
  }

  /** Another payment, with a new key. */
  #startAnew(): void {
    this.cancel();
    this.#options.intent.forget();
    this.start();
  }

  #follow(signal: AbortSignal): void {
    const { paymentId, clientSecret } = this.#options.intent.recall();
    if (paymentId === null || clientSecret === null) throw new CheckoutError('payment_not_found');
    const stream = this.#options.follow(paymentId, clientSecret, {
      onPayment: (payment) => {
        if (signal.aborted) return;
        try {
          this.#receive(payment);
        } catch (error) {
          this.#fail(error);
        }
      },
      onLink: (link) => {
        if (!signal.aborted) this.#dispatch({ type: 'link', link });
      },
      onError: (error) => {
        if (!signal.aborted) this.#fail(error);
      },
    });
    if (signal.aborted) {
      stream.stop();
      return;
    }
    this.#stream = stream;
    if (this.#isHidden) stream.setHidden(true);
    this.#tick();
  }

  /** Takes a payment in, its invoice checked and its secret taken out before anyone sees it. */
  #receive({ clientSecret: _, ...payment }: Payment): void {
    const invoice = payment.status === 'settled' ? null : payment.invoice;
    if (invoice) checkInvoice(invoice, payment.network, this.#options.decode);
    const shown = { ...payment, invoice };
    this.#dispatch({ type: 'payment', payment: shown });
    if (this.#state.phase === 'settled') this.cancel();
    // A listener may have cancelled; and a message older than what is shown must not move the deadline.
    if (!this.#run || this.#state.payment !== shown) return;
    if (invoice) this.#deadlineMs = this.#clock.now() + invoice.expiresInSeconds * 1000;
    this.#clockGapMs = this.#clock.wallNow() - this.#clock.now();
    this.#tick();
  }

  #tick(): void {
    this.#disarmTick();
    if (this.#state.phase !== 'awaiting' || this.#state.secondsLeft === null) return;
    const now = this.#clock.now();
    const gapMs = this.#clock.wallNow() - now;
    if (Math.abs(gapMs - this.#clockGapMs) > CLOCK_JUMP_MS) {
      // The countdown may have stood still meanwhile. The server knows better than either clock.
      this.#clockGapMs = gapMs;
      this.#stream?.nudge();
    }
    const leftMs = Math.max(0, this.#deadlineMs - now);
    if (leftMs > 0) this.#disarmTick = this.#clock.after(leftMs % 1000 || 1000, () => this.#tick());
    this.#dispatch({ type: 'tick', secondsLeft: Math.ceil(leftMs / 1000) });
  }

  #fail(cause: unknown): void {
    this.cancel();
    this.#dispatch({ type: 'fail', error: toCheckoutError(cause) });
  }

  #dispatch(event: CheckoutEvent): void {
    const previous = this.#state;
    this.#state = transition(previous, event);
    if (this.#state === previous) return;
    callAll(this.#listeners, this.#state, previous);
    this.#tellFacts(this.#state);
  }
}

function toCheckoutError(cause: unknown): CheckoutError {
  return cause instanceof CheckoutError ? cause : new CheckoutError('bad_answer', { retryable: true, cause });
}
