import type { CheckoutError } from './errors.ts';
import type { Payment } from './payment.ts';

/** What the customer sees; also the element's custom states. */
export type Phase = 'idle' | 'creating' | 'awaiting' | 'processing' | 'settled' | 'expired' | 'failed';

/** All phases, in the order of a payment. */
export const PHASES = ['idle', 'creating', 'awaiting', 'processing', 'settled', 'expired', 'failed'] as const satisfies readonly Phase[];

/** How the checkout hears of changes; `reconnecting` is shown to the customer. */
export type Link = 'none' | 'live' | 'polling' | 'reconnecting';

/** Everything the views need to draw a checkout. */
export interface CheckoutState {
  readonly phase: Phase;
  /** Null before the creation is answered. */
  readonly payment: Payment | null;
  /** Set in `failed` only. */
  readonly error: CheckoutError | null;
  /** Whole seconds left to pay, from the server's relative seconds; null without an invoice. */
  readonly secondsLeft: number | null;
  /** Seconds that the invoice had when it came first, for the line that shrinks; null without an invoice. */
  readonly secondsTotal: number | null;
  readonly link: Link;
}

/** What can happen to a checkout. */
export type CheckoutEvent =
  | { readonly type: 'start' }
  | { readonly type: 'payment'; readonly payment: Payment }
  | { readonly type: 'tick'; readonly secondsLeft: number }
  | { readonly type: 'fail'; readonly error: CheckoutError }
  | { readonly type: 'link'; readonly link: Link }
  | { readonly type: 'reset' };
