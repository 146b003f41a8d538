/** One row of a payment's history, as the merchant API tells it. */
export interface LedgerEvent {
  /** What happened, e.g. `settled`. */
  readonly type: string;
  /** RFC 3339, UTC. */
  readonly at: string;
  /** The payment's version after it; null where the server names none. */
  readonly version: number | null;
}

/** The part of a `MerchantPayment` that the demo uses. */
export interface LedgerPayment {
  readonly id: string;
  readonly reference: string;
  readonly status: string;
  readonly flags: readonly string[];
  readonly version: number;
  /** Who set the price: `open` means that the page did. */
  readonly pricedBy: string;
  /** Decimal string with exactly the currency's decimals. */
  readonly amount: string;
  readonly currency: string;
  /** Whole satoshis that arrived. */
  readonly paidSats: number;
  /** What can be paid now; null where nothing can. */
  readonly invoice: { readonly bolt11: string; readonly amountSats: number } | null;
  readonly orderId: string | null;
  /** Hex, of the newest invoice. */
  readonly paymentHash: string | null;
  readonly createdAt: string;
  readonly settledAt: string | null;
}

/** An invoice as BTCPay knows it. */
export interface BtcpayInvoice {
  /** BTCPay's own id. */
  readonly id: string;
  readonly bolt11: string;
}

/**
 * Reads the payments of `GET /v1/merchant/payments`; fields that the demo does not use are dropped.
 *
 * @param body JSON as parsed.
 * @throws TypeError when the answer is not what the contract says.
 */
export function parseLedgerPage(body: unknown): readonly LedgerPayment[] {
  return list(record(body).items).map(parsePayment);
}

/**
 * Reads the history out of `GET /v1/merchant/payments/:id`, oldest first as the server gives it.
 *
 * @param body JSON as parsed.
 * @throws TypeError when the answer is not what the contract says.
 */
export function parseLedgerEvents(body: unknown): readonly LedgerEvent[] {
  return list(record(body).events).map((value) => {
    const event = record(value);
    const version = event.version;
    return {
      type: text(event.type),
      at: text(event.at),
      version: typeof version === 'number' ? version : null,
    };
  });
}

/**
 * Reads the newest invoice out of `GET /v1/merchant/payments/:id`. Its id is BTCPay's, which no page is told.
 *
 * @param body JSON as parsed.
 * @returns Null where the payment has none yet.
 * @throws TypeError when the answer is not what the contract says.
 */
export function parseNewestInvoice(body: unknown): BtcpayInvoice | null {
  const newest = list(record(body).invoices).at(-1);
  if (newest === undefined) return null;
  const invoice = record(newest);
  return { id: text(invoice.id), bolt11: text(invoice.bolt11) };
}

function parseInvoice(value: unknown): LedgerPayment['invoice'] {
  const invoice = record(value);
  return { bolt11: text(invoice.bolt11), amountSats: count(invoice.amountSats) };
}

function parsePayment(value: unknown): LedgerPayment {
  const payment = record(value);
  return {
    id: text(payment.id),
    reference: text(payment.reference),
    status: text(payment.status),
    flags: list(payment.flags).map(text),
    version: count(payment.version),
    pricedBy: text(payment.pricedBy),
    amount: text(payment.amount),
    currency: text(payment.currency),
    paidSats: count(payment.paidSats),
    invoice: payment.invoice === null ? null : parseInvoice(payment.invoice),
    orderId: textOrNull(payment.orderId),
    paymentHash: textOrNull(payment.paymentHash ?? null),
    createdAt: text(payment.createdAt),
    settledAt: textOrNull(payment.settledAt),
  };
}

type Field =
  | keyof LedgerPayment
  | keyof LedgerEvent
  | 'items'
  | 'events'
  | 'invoices'
  | 'bolt11'
  | 'amountSats';

function record(value: unknown): Partial<Record<Field, unknown>> {
  if (typeof value !== 'object' || value === null) throw new TypeError('expected an object');
  return value; // every field is checked where it is read
}

function list(value: unknown): readonly unknown[] {
  if (!Array.isArray(value)) throw new TypeError('expected a list');
  return value;
}

function text(value: unknown): string {
  if (typeof value !== 'string') throw new TypeError('expected text');
  return value;
}

function textOrNull(value: unknown): string | null {
  return value === null ? null : text(value);
}

function count(value: unknown): number {
  if (typeof value !== 'number' || !Number.isSafeInteger(value))
    throw new TypeError('expected a whole number');
  return value;
}
