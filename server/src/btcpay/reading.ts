import { PaymentError } from '../payments/errors.ts';
import type { InvoiceReading, NodeReading, ReceivedPayment } from '../payments/invoice.ts';
import { decimalToUnits } from '../payments/money.ts';
import { decodeBolt11 } from './bolt11.ts';
import {
  type BtcpayInvoice,
  type BtcpayNodeInvoice,
  type BtcpayPaymentMethod,
  ownerSchema,
} from './schema.ts';

/** Decimals of a bitcoin down to a millisatoshi. */
const MSAT_DECIMALS = 11;

/**
 * Puts BTCPay's invoice and its payment methods into the domain's words, without judging them.
 *
 * @param methods Those of this invoice, asked for at the same time or later.
 * @throws PaymentError `gateway_bad_answer` for a BOLT11 or an amount that cannot be read.
 */
export function toReading(invoice: BtcpayInvoice, methods: readonly BtcpayPaymentMethod[]): InvoiceReading {
  return {
    invoiceId: invoice.id,
    storeId: invoice.storeId,
    providerStatus: invoice.status,
    additionalStatus: invoice.additionalStatus,
    amount: invoice.amount,
    currency: invoice.currency,
    lightning: readLightning(methods.find(({ paymentMethodId }) => paymentMethodId === 'BTC-LN')),
    received: methods.flatMap(readReceived).sort((a, b) => a.receivedAtMs - b.receivedAtMs),
    createdAtMs: invoice.createdTime * 1_000,
    expirationMs: invoice.expirationTime * 1_000,
    owner: readOwner(invoice.metadata),
  };
}

/**
 * Puts the node's own view of a BOLT11 into the domain's words.
 *
 * @throws PaymentError `gateway_bad_answer` for an amount that cannot be read.
 */
export function toNodeReading(invoice: BtcpayNodeInvoice): NodeReading {
  const { paymentHash, status, amountReceived, paidAt } = invoice;
  return {
    paymentHash,
    isPaid: status === 'Paid',
    receivedMsat: toUnits(amountReceived ?? '0', 0),
    paidAtMs: paidAt === null || paidAt === undefined ? null : paidAt * 1_000,
  };
}

/** Without a destination (lazy, or the node was down) there is nothing to pay. */
function readLightning(method: BtcpayPaymentMethod | undefined): InvoiceReading['lightning'] {
  if (!method?.activated || !method.destination) return null;
  return {
    request: decodeBolt11(method.destination),
    amountMsat: toMsat(method.amount),
    dueMsat: toMsat(method.due),
    rate: method.rate,
  };
}

/** Payments of other coins are not counted: nothing here knows their rate, and none is ever asked for. */
function readReceived(method: BtcpayPaymentMethod): ReceivedPayment[] {
  if (method.currency !== 'BTC') return [];
  return method.payments
    .filter(({ status }) => status === 'Settled')
    .map(({ id, value, receivedDate }) => ({
      id,
      msat: toMsat(value),
      receivedAtMs: receivedDate * 1_000,
    }));
}

function readOwner(metadata: unknown): InvoiceReading['owner'] {
  const parsed = ownerSchema.safeParse(metadata);
  if (!parsed.success) return null;
  const { paymentId, attempt } = parsed.data.lightningPay;
  return { paymentId, attempt };
}

function toMsat(bitcoins: string): bigint {
  return toUnits(bitcoins, MSAT_DECIMALS);
}

function toUnits(decimal: string, decimals: number): bigint {
  try {
    return decimalToUnits(decimal, decimals);
  } catch (cause) {
    throw new PaymentError('gateway_bad_answer', { cause });
  }
}
