import { PaymentError } from './errors.ts';
import type { Money } from './money.ts';
import type { Payment } from './payment.ts';

/** Where a refund is: `unknown` while nobody knows whether BTCPay made its pull payment. */
export type RefundState = 'creating' | 'unknown' | 'created';

/** Money that goes back to a customer, who claims it at a page of BTCPay. */
export interface Refund {
  /** `rfd_` and 128 random bits, base64url; it stands in the pull payment's description too, so that it can be found. */
  readonly id: string;
  readonly paymentId: string;
  /** BTCPay's id of the invoice whose money goes back. */
  readonly invoiceId: string;
  /** In the payment's currency: BTCPay turns it into satoshis when it is claimed. */
  readonly amount: Money;
  /** The merchant's own words. */
  readonly reason: string | null;
  readonly state: RefundState;
  /** Where the customer claims it, an http or https URL; null until it is created. */
  readonly link: string | null;
  /** Unix ms. */
  readonly createdAtMs: number;
  /** When BTCPay was last asked to make it, Unix ms. */
  readonly askedAtMs: number;
  /** Until when somebody is at it, Unix ms; it names the claim too. */
  readonly claimedUntilMs: number;
}

/** A refund that is about to be reserved. */
export interface NewRefund {
  readonly id: string;
  readonly paymentId: string;
  readonly invoiceId: string;
  /** Null: all that is left. */
  readonly amountMinor: bigint | null;
  /** What all refunds of the payment may come to, minor units of its currency. */
  readonly refundableMinor: bigint;
  readonly currency: string;
  readonly reason: string | null;
  /** SHA-256 of the Idempotency-Key, hex. */
  readonly keyHash: string;
  /** SHA-256 of the request's meaning, hex. */
  readonly requestHash: string;
  readonly nowMs: number;
  readonly claimedUntilMs: number;
}

/** What the ledger did with a new refund. */
export type BeginOutcome =
  /** Reserved: the caller asks BTCPay, once. */
  | { readonly kind: 'begun'; readonly refund: Refund }
  /** The key came before and nobody is at it any more: the caller finds out what became of it. */
  | { readonly kind: 'claimed'; readonly refund: Refund }
  | { readonly kind: 'replayed'; readonly refund: Refund }
  | { readonly kind: 'in_progress'; readonly claimedUntilMs: number }
  | { readonly kind: 'mismatch' }
  /** More than is left. */
  | { readonly kind: 'too_much' }
  /** Another refund of this payment may or may not have been made. */
  | { readonly kind: 'blocked'; readonly refund: Refund };

/** A pull payment as BTCPay shows it. */
export interface PullPayment {
  readonly id: string;
  /** An http or https URL. */
  readonly link: string;
  /** Decimal string in `currency`, as BTCPay writes it. */
  readonly amount: string;
  readonly currency: string;
}

/** The refunds in the ledger. Every method throws PaymentError `ledger_unavailable` when the database does not answer. */
export interface RefundLedger {
  /** Reserves an amount under the lock of its payment: two at once cannot exceed what is left. */
  beginRefund(refund: NewRefund): Promise<BeginOutcome>;
  /** Takes a refund that nobody is at; null when somebody is, or it is created. */
  claimRefund(id: string, nowMs: number, claimedUntilMs: number): Promise<Refund | null>;
  /** Writes down that BTCPay is asked again; false when the claim is not the caller's any more, who then must not ask. */
  askRefund(id: string, claimedUntilMs: number, nowMs: number): Promise<boolean>;
  /** Records the pull payment, with a ledger row `refund_created`; the first one stays. */
  finishRefund(id: string, pullPayment: PullPayment, atMs: number): Promise<Refund>;
  /** Takes a reservation away: BTCPay surely made nothing. */
  dropRefund(id: string, claimedUntilMs: number): Promise<void>;
  /** Leaves a refund `unknown`; nobody may look for it before `untilMs`. */
  doubtRefund(id: string, claimedUntilMs: number, untilMs: number): Promise<void>;
  /** Oldest first. */
  refundsOf(paymentId: string): Promise<readonly Refund[]>;
}

/** BTCPay, by the key that may make refunds. */
export interface RefundGateway {
  /**
   * Makes the pull payment of a refund, to be claimed over Lightning.
   *
   * @returns `unknown` when it may have been made, or may still be: no answer, a 5xx, an answer that cannot be read.
   * @throws PaymentError when it surely was not made: `not_settled` where BTCPay counts the invoice as unpaid,
   *   `gateway_forbidden` when the key may not, `gateway_unavailable` on a refused connection, `gateway_bad_answer` else.
   */
  createPullPayment(refund: Refund, reference: string): Promise<PullPayment | 'unknown'>;
  /**
   * Looks for the pull payment of a refund.
   *
   * @returns Null when there is none; `hidden` when the key may not look (`canviewpullpayments`).
   * @throws PaymentError `gateway_unavailable`, `gateway_bad_answer`.
   */
  findPullPayment(refund: Refund): Promise<PullPayment | null | 'hidden'>;
}

/** Invoices that BTCPay refunds; of a payment the one with the most money gives it back. */
const REFUNDABLE: ReadonlySet<string> = new Set(['settled', 'invalid', 'expired']);

/** What of a payment can go back. */
export interface Refundable {
  /** BTCPay's id of the invoice that the refund is made of. */
  readonly invoiceId: string;
  /** All that can ever go back, what went back included; minor units of the payment's currency. */
  readonly minor: bigint;
}

/**
 * Says what of a payment can go back: the money that arrived on invoices that BTCPay refunds (settled, invalid, expired),
 * in the payment's currency at each invoice's own rate, rounded down. A part payment on an invoice that is still open
 * goes back once it is over; a mark by hand brought no money here.
 *
 * @throws PaymentError `not_settled` where there is none.
 */
export function refundableOf(payment: Payment): Refundable {
  const paid = payment.invoices
    .filter(({ status, paidMsat }) => paidMsat > 0n && REFUNDABLE.has(status))
    .sort((a, b) => (a.paidMsat < b.paidMsat ? 1 : -1));
  const [most] = paid;
  if (most === undefined) {
    throw new PaymentError('not_settled', { detail: 'There is no money on this payment that can go back.' });
  }
  const minor = paid.reduce(
    (sum, { paidMsat, amountMsat }) => sum + (payment.price.minor * paidMsat) / amountMsat,
    0n,
  );
  return { invoiceId: most.id, minor };
}
