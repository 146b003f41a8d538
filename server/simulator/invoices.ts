/** BTCPay's words for where an invoice stands. */
export type InvoiceStatus = 'New' | 'Processing' | 'Settled' | 'Expired' | 'Invalid';
/** BTCPay's second word. The OpenAPI file also lists `Invalid`; the server never sends it. */
export type AdditionalStatus = 'None' | 'PaidPartial' | 'PaidOver' | 'PaidLate' | 'Marked';

/** A Lightning payment as BTCPay stored it. */
export interface Payment {
  /** Hex, 64 characters. */
  readonly paymentHash: string;
  /** Unix seconds at which the node got it. */
  readonly receivedAt: number;
  readonly msat: bigint;
  /** The BOLT11 that was paid. */
  readonly destination: string;
}

/** The method BTC-LN of an invoice. */
export interface LightningMethod {
  /** Units of the invoice's currency for one bitcoin, decimal string. */
  readonly rate: string;
  /** The whole invoice in sats, rounded up; 0 for a top-up. */
  readonly amountSats: bigint;
  /** Hash of the BOLT11 to pay now; `null` while it was not created (lazy). */
  readonly paymentHash: string | null;
  /** Only for tests of wrong answers: what `due` and `amount` say, although the BOLT11 asks for `amountSats`. */
  readonly claimedSats: bigint | null;
}

/** What the state machine decides on. `StoredInvoice` adds what is only shown. */
export interface Invoice {
  readonly type: 'Standard' | 'TopUp';
  readonly status: InvoiceStatus;
  readonly additionalStatus: AdditionalStatus;
  /** Unix milliseconds. */
  readonly expiresAtMs: number;
  /** Percent of the amount that may be missing, 0 to 100. */
  readonly paymentTolerance: number;
  /** `null`: no method; such an invoice is one of amount zero. */
  readonly lightning: LightningMethod | null;
  readonly payments: readonly Payment[];
}

/** What the store's webhooks are told of one invoice; fields in the order in which BTCPay writes them. */
export type InvoiceEvent =
  | { readonly type: 'InvoiceCreated' | 'InvoiceExpiredPaidPartial' | 'InvoicePaidAfterExpiration' }
  | {
      readonly type: 'InvoicePaymentSettled' | 'InvoiceReceivedPayment';
      readonly afterExpiration: boolean;
      readonly payment: Payment;
    }
  | { readonly type: 'InvoiceProcessing'; readonly overPaid: boolean }
  | { readonly type: 'InvoiceSettled'; readonly manuallyMarked: boolean; readonly overPaid: boolean }
  | { readonly type: 'InvoiceExpired'; readonly partiallyPaid: boolean }
  | { readonly type: 'InvoiceInvalid'; readonly manuallyMarked: boolean }
  | { readonly type: 'InvoiceRefund'; readonly pullPaymentId: string };

/** An invoice after a step, and what is to be told in this order. */
export interface Transition<T extends Invoice> {
  readonly invoice: T;
  readonly events: readonly InvoiceEvent[];
}

/** Millisatoshi received so far. */
export function paidMsat(invoice: Pick<Invoice, 'payments'>): bigint {
  return invoice.payments.reduce((sum, payment) => sum + payment.msat, 0n);
}

/**
 * Stores a payment without looking at what it means; `advance` does that. The two steps are apart because BTCPay
 * can be killed between them, and then says `New` for an invoice that is paid.
 */
export function recordPayment<T extends Invoice>(invoice: T, payment: Payment): Transition<T> {
  const afterExpiration = invoice.status === 'Expired' || invoice.status === 'Invalid';
  return {
    invoice: { ...invoice, payments: [...invoice.payments, payment] },
    events: [
      { type: 'InvoicePaymentSettled', afterExpiration, payment },
      { type: 'InvoiceReceivedPayment', afterExpiration, payment },
    ],
  };
}

/**
 * BTCPay's watcher: expires what is over, then decides from the money. The order is BTCPay's: a payment that is
 * looked at only after the expiry ends as `PaidLate`, whenever it was made.
 *
 * @param nowMs Unix milliseconds.
 */
export function advance<T extends Invoice>(invoice: T, nowMs: number): Transition<T> {
  const expired = expire(invoice, nowMs);
  const paid = applyMoney(expired.invoice);
  return { invoice: paid.invoice, events: [...expired.events, ...paid.events] };
}

function expire<T extends Invoice>(invoice: T, nowMs: number): Transition<T> {
  if (invoice.status !== 'New' || nowMs < invoice.expiresAtMs) return { invoice, events: [] };
  const partiallyPaid = invoice.additionalStatus === 'PaidPartial';
  const events: InvoiceEvent[] = [{ type: 'InvoiceExpired', partiallyPaid }];
  if (partiallyPaid) events.push({ type: 'InvoiceExpiredPaidPartial' });
  return { invoice: { ...invoice, status: 'Expired' }, events };
}

function applyMoney<T extends Invoice>(invoice: T): Transition<T> {
  if (invoice.status !== 'New' && invoice.status !== 'Expired') return { invoice, events: [] };
  if (!isCovered(invoice)) {
    const partial = invoice.payments.length > 0;
    return { invoice: partial ? { ...invoice, additionalStatus: 'PaidPartial' } : invoice, events: [] };
  }
  if (invoice.status === 'Expired') {
    if (invoice.additionalStatus === 'PaidLate') return { invoice, events: [] };
    return {
      invoice: { ...invoice, additionalStatus: 'PaidLate' },
      events: [{ type: 'InvoicePaidAfterExpiration' }],
    };
  }
  const overPaid = isOverPaid(invoice);
  return {
    invoice: { ...invoice, status: 'Settled', additionalStatus: overPaid ? 'PaidOver' : 'None' },
    // A Lightning payment is final at once, so Processing is only ever seen as an event.
    events: [
      { type: 'InvoiceProcessing', overPaid },
      { type: 'InvoiceSettled', manuallyMarked: false, overPaid },
    ],
  };
}

/** The states that a hand can still move an invoice to, in BTCPay's order. */
export function markableStatuses(
  invoice: Pick<Invoice, 'status' | 'additionalStatus'>,
): readonly ('Settled' | 'Invalid')[] {
  const marked = invoice.additionalStatus === 'Marked';
  if (invoice.status === 'Settled') return marked ? ['Invalid'] : [];
  if (invoice.status === 'Invalid') return marked ? ['Settled'] : [];
  return ['Settled', 'Invalid'];
}

/** Marks an invoice by hand. `null` where BTCPay answers 422. */
export function mark<T extends Invoice>(invoice: T, status: 'Settled' | 'Invalid'): Transition<T> | null {
  if (!markableStatuses(invoice).includes(status)) return null;
  return {
    invoice: { ...invoice, status, additionalStatus: 'Marked' },
    events: [
      status === 'Settled'
        ? { type: 'InvoiceSettled', manuallyMarked: true, overPaid: false }
        : { type: 'InvoiceInvalid', manuallyMarked: true },
    ],
  };
}

/** Measured: one millisatoshi short is partial, unless the tolerance covers it. */
function isCovered(invoice: Invoice): boolean {
  const paid = paidMsat(invoice);
  if (invoice.type === 'TopUp') return paid > 0n;
  const dueMsat = (invoice.lightning?.amountSats ?? 0n) * 1000n;
  // In hundredths of a percent, so that a tolerance of 0.5 stays exact.
  const needed = dueMsat * BigInt(10_000 - Math.round(invoice.paymentTolerance * 100));
  return paid * 10_000n >= needed;
}

/** Measured: one sat too much is over, one millisatoshi too much is not. */
function isOverPaid(invoice: Invoice): boolean {
  return invoice.type === 'Standard' && paidMsat(invoice) / 1000n > (invoice.lightning?.amountSats ?? 0n);
}
