import type { decodeBolt11 } from './bolt11.ts';
import type { CheckoutState } from './checkout-state.ts';
import type { Clock } from './clock.ts';
import type { CheckoutError } from './errors.ts';
import type { Intent } from './intent.ts';
import type { Payment } from './payment.ts';
import type { CreatePaymentInput, PaymentApi } from './payment-api.ts';
import type { FollowPayment } from './payment-stream.ts';

/** What a page is told of a checkout, each fact once: the element's `lp-*` events. */
export type CheckoutFact =
  | { readonly type: 'created' | 'processing' | 'settled' | 'expired'; readonly payment: Payment }
  | { readonly type: 'error'; readonly error: CheckoutError; readonly payment: Payment | null };

/** What a checkout is built on. */
export interface CheckoutOptions {
  readonly api: PaymentApi;
  readonly follow: FollowPayment;
  readonly intent: Intent;
  readonly input: CreatePaymentInput;
  readonly clock?: Clock;
  readonly decode?: typeof decodeBolt11;
}

/** Runs the effects of one checkout: create, check, count down, follow. No DOM, no framework. */
export declare class Checkout {
  constructor(options: CheckoutOptions);
  /** A new object after each change. */
  readonly state: CheckoutState;
  /** Calls `listener` after each change of the state; the answer ends it. */
  subscribe(listener: (state: CheckoutState, previous: CheckoutState) => void): () => void;
  /** Calls `listener` once for each fact, after the subscribers of the state; the answer ends it. */
  onFact(listener: (fact: CheckoutFact) => void): () => void;
  /** Makes the payment of the intent, or takes it up again. Does nothing while one is under way. */
  start(): void;
  /** Does the failed step again, with the same key; only from `failed`, where `error.retryable`. */
  retry(): void;
  /** "New code": leaves an expired payment and makes a new one. Only from `expired`. */
  renew(): void;
  /** Reads the payment at once: the page is visible or online again. */
  nudge(): void;
  /** The page went to the background, or came back. */
  setHidden(hidden: boolean): void;
  /** Stops stream and timers and keeps state and intent: the element was removed. `start` takes it up again. */
  cancel(): void;
  /** `cancel`, and ends the intent where nothing can come of it any more (settled, or failed for good). */
  close(): void;
  /** `cancel`, ends the intent and goes back to `idle`. */
  reset(): void;
}
