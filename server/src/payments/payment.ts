import type { Invoice, InvoiceStatus, Network } from './invoice.ts';
import type { Money } from './money.ts';

/** Status of a payment, derived from its invoices. */
export type PaymentStatus = InvoiceStatus;

/** What else is true of a payment. `overpaid` and `underpaid` describe the money now, the others stay. */
export const FLAGS = ['late', 'overpaid', 'underpaid', 'duplicate', 'manual', 'reversed'] as const;
export type PaymentFlag = (typeof FLAGS)[number];

/** Who set the price: the page, the server's catalogue, or a request signed by the merchant's backend. */
export type PricedBy = 'open' | 'product' | 'request';

/** A payment with its invoices, oldest first, as the ledger keeps it. */
export interface Payment {
  /** `pay_` and 128 random bits, base64url. */
  readonly id: string;
  /** `LP-XXXX-XXXX`, Crockford base 32; BTCPay's orderId. */
  readonly reference: string;
  readonly status: PaymentStatus;
  readonly flags: readonly PaymentFlag[];
  /** Starts at 1, rises by 1 with every stored change. */
  readonly version: number;
  readonly pricedBy: PricedBy;
  readonly price: Money;
  readonly paidMsat: bigint;
  readonly orderId: string | null;
  readonly description: string | null;
  readonly email: string | null;
  readonly metadata: Readonly<Record<string, string>>;
  readonly network: Network;
  readonly createdAtMs: number;
  readonly settledAtMs: number | null;
  /** `rcp_` and 128 random bits, base64url, made when it settled and never changed; null before. */
  readonly receiptToken: string | null;
  readonly invoices: readonly Invoice[];
}

/**
 * Derives a payment's status: `settled` if any of its invoices is, for good; else that of its newest invoice.
 *
 * @param invoices Oldest first; without any the payment is `new`.
 */
export function deriveStatus(invoices: readonly Pick<Invoice, 'status'>[]): PaymentStatus {
  if (invoices.some((invoice) => invoice.status === 'settled')) return 'settled';
  return invoices.at(-1)?.status ?? 'new';
}

/** The newest invoice, which the page shows; null before one was made. */
export function currentInvoice(payment: Pick<Payment, 'invoices'>): Invoice | null {
  return payment.invoices.at(-1) ?? null;
}

/** The invoice that was paid, or the newest one while none is; null before one was made. */
export function paidInvoice(payment: Pick<Payment, 'invoices'>): Invoice | null {
  return payment.invoices.find((invoice) => invoice.status === 'settled') ?? currentInvoice(payment);
}

/** Whole satoshis of an amount in millisatoshis, rounded down: what arrived is never overstated. */
export function wholeSats(msat: bigint): bigint {
  return msat / 1_000n;
}
