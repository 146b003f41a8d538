import type { CheckoutErrorCode } from './errors.ts';
import type { Payment } from './payment.ts';

/** How a checkout came to be closed; `paid` is any way of closing it once it is settled. */
export type CloseReason = 'escape' | 'button' | 'paid' | 'api';

/** A payment as events tell it: whoever listens has no need of the secret. */
export type PublicPayment = Omit<Payment, 'clientSecret'>;

interface PaymentDetail {
  readonly payment: PublicPayment | null;
}

/** What all events of the element have in common: they bubble, cross shadow boundaries, and carry the payment. */
abstract class CheckoutPageEvent<Detail extends PaymentDetail> extends CustomEvent<Detail> {
  constructor(type: string, detail: Detail, cancelable = false) {
    super(type, { detail, bubbles: true, composed: true, cancelable });
  }

  /** The payment, or null before there is one. */
  get payment(): Detail['payment'] {
    return this.detail.payment;
  }
}

/** The button was pressed or `open()` called; `preventDefault()` keeps the checkout shut. */
export class LpOpenEvent extends CheckoutPageEvent<PaymentDetail> {
  constructor(payment: PublicPayment | null) {
    super('lp-open', { payment }, true);
  }
}

/** An invoice is shown, also when an earlier payment was taken up again. */
export class LpCreatedEvent extends CheckoutPageEvent<{ readonly payment: PublicPayment }> {
  constructor(payment: PublicPayment) {
    super('lp-created', { payment });
  }
}

/** The payment was seen and is being confirmed. */
export class LpProcessingEvent extends CheckoutPageEvent<{ readonly payment: PublicPayment }> {
  constructor(payment: PublicPayment) {
    super('lp-processing', { payment });
  }
}

/** The payment is settled. A page can be edited by anyone: fulfill an order by the webhook, never by this. */
export class LpSettledEvent extends CheckoutPageEvent<{ readonly payment: PublicPayment }> {
  constructor(payment: PublicPayment) {
    super('lp-settled', { payment });
  }
}

/** The time to pay is over; the payment is watched further. */
export class LpExpiredEvent extends CheckoutPageEvent<{ readonly payment: PublicPayment }> {
  constructor(payment: PublicPayment) {
    super('lp-expired', { payment });
  }
}

/** What went wrong, as `CheckoutError` says it. */
export interface Failure {
  readonly code: CheckoutErrorCode;
  readonly message: string;
  readonly retryable: boolean;
}

/** The checkout failed. */
export class LpErrorEvent extends CheckoutPageEvent<PaymentDetail & Failure> {
  constructor({ code, message, retryable }: Failure, payment: PublicPayment | null) {
    super('lp-error', { payment, code, message, retryable });
  }

  /** Machine-readable reason. */
  get code(): CheckoutErrorCode {
    return this.detail.code;
  }

  /** For the console, in English. */
  get message(): string {
    return this.detail.message;
  }

  /** Whether the same step may succeed when tried again. */
  get retryable(): boolean {
    return this.detail.retryable;
  }
}

/** The checkout was closed. */
export class LpCloseEvent extends CheckoutPageEvent<PaymentDetail & { readonly reason: CloseReason }> {
  constructor(reason: CloseReason, payment: PublicPayment | null) {
    super('lp-close', { payment, reason });
  }

  /** How it came to be closed. */
  get reason(): CloseReason {
    return this.detail.reason;
  }
}

/** Takes the secret out of a payment. */
export function publicPayment(payment: Payment): PublicPayment {
  const { clientSecret: _, ...rest } = payment;
  return rest;
}

/** Events of `<lightning-pay>`, by name. */
export interface LightningPayEventMap {
  'lp-open': LpOpenEvent;
  'lp-created': LpCreatedEvent;
  'lp-processing': LpProcessingEvent;
  'lp-settled': LpSettledEvent;
  'lp-expired': LpExpiredEvent;
  'lp-error': LpErrorEvent;
  'lp-close': LpCloseEvent;
}

declare global {
  interface HTMLElementEventMap extends LightningPayEventMap {}
}
