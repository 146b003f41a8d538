import { CheckoutError } from './errors.ts';

/** Payment status as the server derives it from the payment's invoices. */
export type PaymentStatus = 'new' | 'processing' | 'expired' | 'invalid' | 'settled';

/** What else is true of a payment, beside its status. */
export type PaymentFlag = 'late' | 'overpaid' | 'underpaid' | 'duplicate' | 'manual' | 'reversed';

/** The invoice that can be paid now. */
export interface PaymentInvoice {
  /** BOLT11 payment request, lower case. */
  readonly bolt11: string;
  /** `lightning:` link that holds only that invoice. */
  readonly paymentLink: string;
  /** Whole satoshis. */
  readonly amountSats: number;
  /** Price of one bitcoin in the payment's currency, decimal string; for display only. */
  readonly rate: string;
  /** RFC 3339, UTC. One minute before the BOLT11's own end. */
  readonly expiresAt: string;
  /** Seconds from the moment the server wrote the answer; the countdown uses this, never the device's clock. */
  readonly expiresInSeconds: number;
}

/** A payment as a page sees it. */
export interface Payment {
  /** `pay_` and 128 random bits. */
  readonly id: string;
  /** `LP-XXXX-XXXX`, shown to the customer. */
  readonly reference: string;
  /** Only in the answer to a creation. */
  readonly clientSecret?: string;
  /** A status that this build does not know is kept as the server wrote it, and shown as waiting. */
  readonly status: PaymentStatus | (string & {});
  readonly flags: readonly (PaymentFlag | (string & {}))[];
  /** Rises with every change of the payment. */
  readonly version: number;
  readonly pricedBy: 'open' | 'product' | 'request' | (string & {});
  /** Decimal string with exactly the currency's decimals. */
  readonly amount: string;
  /** ISO 4217 code, or `SATS`. */
  readonly currency: string;
  /** Whole satoshis that arrived; 0 for a mark by hand. */
  readonly paidSats: number;
  /** Null unless it can be paid now. */
  readonly invoice: PaymentInvoice | null;
  readonly orderId: string | null;
  readonly description: string | null;
  readonly network: 'mainnet' | 'testnet' | 'signet' | 'regtest';
  /** True on every network but mainnet. */
  readonly test: boolean;
  /** RFC 3339, UTC. */
  readonly createdAt: string;
  readonly settledAt: string | null;
  /** Signed receipt (JWT), once settled and where the server issues them. */
  readonly receipt: string | null;
  readonly receiptUrl: string | null;
}

const NETWORKS: readonly string[] = ['mainnet', 'testnet', 'signet', 'regtest'];

/**
 * Reads a payment off the wire. Unknown fields are ignored, unknown words of `status` and `flags` kept.
 *
 * @param value JSON as parsed.
 * @throws CheckoutError `bad_answer` when a field is missing or of the wrong type.
 */
export function parsePayment(value: unknown): Payment {
  const payment = value as Payment; // checked field by field below
  const text = (v: unknown) => typeof v === 'string';
  const count = (v: unknown) => Number.isSafeInteger(v) && (v as number) >= 0;
  const textOrNull = (v: unknown) => v === null || text(v);
  const ok =
    typeof value === 'object' &&
    value !== null &&
    [payment.id, payment.reference, payment.status, payment.pricedBy, payment.amount, payment.currency].every(
      text,
    ) &&
    Array.isArray(payment.flags) &&
    payment.flags.every(text) &&
    count(payment.version) &&
    count(payment.paidSats) &&
    NETWORKS.includes(payment.network) &&
    typeof payment.test === 'boolean' &&
    text(payment.createdAt) &&
    [payment.orderId, payment.description, payment.settledAt, payment.receipt, payment.receiptUrl].every(
      textOrNull,
    ) &&
    (payment.clientSecret === undefined || text(payment.clientSecret)) &&
    (payment.invoice === null || isInvoice(payment.invoice));
  // Retryable, because something between page and server may have answered in its place.
  if (!ok) throw new CheckoutError('bad_answer', { retryable: true });
  return payment;
}

function isInvoice(invoice: PaymentInvoice | undefined): boolean {
  return (
    typeof invoice === 'object' &&
    [invoice.bolt11, invoice.paymentLink, invoice.rate, invoice.expiresAt].every(
      (v) => typeof v === 'string',
    ) &&
    Number.isSafeInteger(invoice.amountSats) &&
    invoice.amountSats > 0 &&
    Number.isFinite(invoice.expiresInSeconds)
  );
}
