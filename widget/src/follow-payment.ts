import type { Link } from './checkout-state.ts';
import type { CheckoutError } from './errors.ts';
import type { Payment } from './payment.ts';

/** What a follower of a payment is told. */
export interface FollowHandlers {
  /** The whole payment, again after every change and every reconnect. */
  readonly onPayment: (payment: Payment) => void;
  readonly onLink: (link: Link) => void;
  /** Following has ended for good. */
  readonly onError: (error: CheckoutError) => void;
}

/** A payment that is being followed. */
export interface PaymentStream {
  /** Reads the payment at once: the page is visible or online again. */
  nudge(): void;
  /** The page went to the background, or came back: hidden for 10 s it gives up its stream and polls every 15 s. */
  setHidden(hidden: boolean): void;
  /** Ends everything; no handler is called any more. */
  stop(): void;
}

/** Starts to follow a payment. */
export type FollowPayment = (id: string, clientSecret: string, handlers: FollowHandlers) => PaymentStream;
