import { PaymentError } from './errors.ts';
import type { Invoice, InvoiceReading, Network } from './invoice.ts';
import { decimalToUnits, formatMoney } from './money.ts';
import type { Payment } from './payment.ts';
import type { InvoiceOrder } from './ports.ts';

/** More decimals than any currency has: BTCPay writes amounts with or without trailing zeros. */
const MOST_DECIMALS = 18;

/** What an invoice must be to be shown to a customer. */
export interface Acceptance {
  readonly order: Pick<InvoiceOrder, 'paymentId' | 'attempt' | 'price'>;
  readonly network: Network;
  readonly storeId: string;
  /** A moment by our clock at which the invoice was there at the latest; countdowns run from it. */
  readonly madeAtMs: number;
  readonly nowMs: number;
  /** `timings.expiryMarginMs`. */
  readonly expiryMarginMs: number;
}

/**
 * Judges an invoice that BTCPay made, before anybody sees it.
 *
 * @returns The invoice as the ledger keeps it.
 * @throws PaymentError `gateway_bad_answer`; its `cause` says what is wrong, for the log.
 */
export function acceptInvoice(reading: InvoiceReading, wanted: Acceptance): Invoice {
  const { lightning } = reading;
  const fault = lightning === null ? 'no Lightning destination' : findFault(reading, lightning, wanted);
  if (fault !== null || lightning === null) {
    throw new PaymentError('gateway_bad_answer', {
      cause: new Error(`invoice ${reading.invoiceId}: ${fault}`),
    });
  }
  const expiresAtMs = lightning.request.expiresAtMs - wanted.expiryMarginMs;
  const deadlineMs = deadline(reading, lightning, wanted);
  return {
    ...asInvoice(reading, lightning, wanted.order.attempt),
    dueMsat: lightning.dueMsat,
    expiresAtMs,
    deadlineMs,
  };
}

/**
 * Judges an invoice of a payment that was made without our hearing of it, and on which money came: BTCPay carried a
 * creation out long after we had given it up. The money counts; the code is never shown.
 *
 * @returns Null when it is not this payment's, or not what was ordered.
 */
export function acceptStray(
  reading: InvoiceReading,
  payment: Pick<Payment, 'id' | 'price' | 'network'>,
  storeId: string,
): Invoice | null {
  const { lightning, owner, received } = reading;
  if (lightning === null || owner === null || received.length === 0) return null;
  const order = { paymentId: payment.id, attempt: owner.attempt, price: payment.price };
  if (orderFault(reading, { order, storeId }) !== null || lightning.request.network !== payment.network)
    return null;
  return asInvoice(reading, lightning, owner.attempt);
}

/** An invoice as it is recorded; its code counts as over unless the caller says otherwise. */
function asInvoice(
  reading: InvoiceReading,
  lightning: NonNullable<InvoiceReading['lightning']>,
  attempt: number,
): Invoice {
  return {
    id: reading.invoiceId,
    attempt,
    status: 'new',
    bolt11: lightning.request.bolt11,
    paymentHash: lightning.request.paymentHash,
    amountMsat: lightning.amountMsat,
    dueMsat: lightning.amountMsat,
    paidMsat: 0n,
    rate: lightning.rate,
    expirationMs: reading.expirationMs,
    expiresAtMs: reading.createdAtMs,
    deadlineMs: 0,
    createdAtMs: reading.createdAtMs,
  };
}

/**
 * Looks for what is wrong with a Lightning destination, on creation and when BTCPay replaces it after a part payment.
 *
 * @returns Null when nothing is.
 */
export function lightningFault(
  lightning: NonNullable<InvoiceReading['lightning']>,
  network: Network,
): string | null {
  const { request } = lightning;
  if (request.network !== network) return `BOLT11 is for ${request.network}, not ${network}`;
  if (lightning.dueMsat <= 0n) return 'nothing is due';
  if (lightning.dueMsat % 1_000n !== 0n) return 'not whole satoshis';
  if (request.amountMsat !== lightning.dueMsat)
    return `BOLT11 asks ${request.amountMsat} msat, ${lightning.dueMsat} are due`;
  return null;
}

function findFault(
  reading: InvoiceReading,
  lightning: NonNullable<InvoiceReading['lightning']>,
  wanted: Acceptance,
): string | null {
  const fault = orderFault(reading, wanted);
  if (fault !== null) return fault;
  const { network, nowMs } = wanted;
  if (reading.providerStatus !== 'New') return `status ${reading.providerStatus}`;
  const due = lightningFault(lightning, network);
  if (due !== null) return due;
  if (lightning.dueMsat !== lightning.amountMsat)
    return `${lightning.dueMsat} msat are due of ${lightning.amountMsat}`;
  if (deadline(reading, lightning, wanted) <= nowMs) return 'BOLT11 ends too soon';
  return null;
}

/** Whether it is another invoice than the one that was ordered. */
function orderFault(
  reading: InvoiceReading,
  { order, storeId }: Pick<Acceptance, 'order' | 'storeId'>,
): string | null {
  if (reading.storeId !== storeId) return 'of another store';
  if (reading.owner?.paymentId !== order.paymentId || reading.owner.attempt !== order.attempt)
    return 'of another payment';
  if (reading.currency !== order.price.currency)
    return `currency ${reading.currency}, not ${order.price.currency}`;
  if (!sameAmount(reading, order)) return `amount ${reading.amount}, not as ordered`;
  return null;
}

/** How long the BOLT11 lives is known from BTCPay's own times alone, so its clock may differ from ours. */
function deadline(
  reading: InvoiceReading,
  lightning: NonNullable<InvoiceReading['lightning']>,
  { madeAtMs, expiryMarginMs }: Acceptance,
): number {
  return madeAtMs + (lightning.request.expiresAtMs - reading.createdAtMs) - expiryMarginMs;
}

/** Whether BTCPay's amount is the price; the currency is compared apart. */
export function sameAmount(reading: InvoiceReading, { price }: Pick<InvoiceOrder, 'price'>): boolean {
  try {
    return (
      decimalToUnits(reading.amount, MOST_DECIMALS) === decimalToUnits(formatMoney(price), MOST_DECIMALS)
    );
  } catch {
    return false; // not an amount at all
  }
}
