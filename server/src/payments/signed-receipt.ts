import { formatMoney } from './money.ts';
import { type Payment, paidInvoice, wholeSats } from './payment.ts';

/** What a receipt says: all that a shop compares with its own order, and nothing about the customer. */
export interface ReceiptClaims {
  readonly reference: string;
  /** Decimal string with exactly the currency's decimals. */
  readonly amount: string;
  readonly currency: string;
  /** What arrived, rounded down; 0 for a mark by hand. */
  readonly paidSats: number;
  readonly orderId: string | null;
  readonly pricedBy: Payment['pricedBy'];
  /** Of the invoice that was paid, hex; null where there was none. */
  readonly paymentHash: string | null;
  /** RFC 3339, UTC. */
  readonly settledAt: string;
}

/** A public key that verifies receipts, as JWK. @see https://www.rfc-editor.org/rfc/rfc8037 (Ed25519 keys) */
export interface ReceiptKey {
  readonly kty: 'OKP';
  readonly crv: 'Ed25519';
  /** The key itself, base64url. */
  readonly x: string;
  /** RFC 7638 thumbprint: the `kid` of what it signed. */
  readonly kid: string;
  readonly use: 'sig';
  readonly alg: 'EdDSA';
}

/** Receipts that anybody can verify without asking this server. */
export interface Receipts {
  /**
   * Signs the receipt of a payment. The same state of a payment gives the same receipt, letter for letter, until the key
   * is another.
   *
   * @returns A JWT; null while it is not settled, or where receipts are off.
   */
  issue(payment: Payment): Promise<string | null>;
  /** Keys under which receipts verify, the one that signs first; none where receipts are off. */
  publicKeys(): Promise<readonly ReceiptKey[]>;
}

/** Says what the receipt of a payment says; null while it is not settled. */
export function receiptClaims(payment: Payment): ReceiptClaims | null {
  const { status, settledAtMs, price } = payment;
  if (status !== 'settled' || settledAtMs === null) return null;
  return {
    reference: payment.reference,
    amount: formatMoney(price),
    currency: price.currency,
    paidSats: Number(wholeSats(payment.paidMsat)),
    orderId: payment.orderId,
    pricedBy: payment.pricedBy,
    paymentHash: paidInvoice(payment)?.paymentHash ?? null,
    settledAt: new Date(settledAtMs).toISOString(),
  };
}
