import { payableInvoice } from '../payments/derive-change.ts';
import { formatMoney } from '../payments/money.ts';
import type { Message } from '../payments/outgoing.ts';
import { type Payment, paidInvoice, wholeSats } from '../payments/payment.ts';
import type { PaymentHistory } from '../payments/ports.ts';
import { receiptUrl } from '../payments/receipt.ts';
import type { MerchantDelivery, MerchantPayment, WirePayment } from './contract.ts';

/**
 * Shows a payment to a page: an allow-list, so metadata, e-mail, BTCPay's ids and preimages never get there.
 *
 * @param nowMs Unix ms; `expiresInSeconds` counts from here.
 * @param publicUrl Where customers reach this server, without a slash at the end; the receipt's page is there.
 * @param receipt As `Receipts.issue` gave it for this state of the payment.
 */
export function toWire(
  payment: Payment,
  nowMs: number,
  publicUrl: string,
  receipt: string | null,
): WirePayment {
  const invoice = payableInvoice(payment, nowMs);
  return {
    id: payment.id,
    reference: payment.reference,
    status: payment.status,
    flags: [...payment.flags],
    version: payment.version,
    pricedBy: payment.pricedBy,
    amount: formatMoney(payment.price),
    currency: payment.price.currency,
    paidSats: Number(wholeSats(payment.paidMsat)),
    invoice:
      invoice === null
        ? null
        : {
            bolt11: invoice.bolt11,
            paymentLink: `lightning:${invoice.bolt11}`,
            amountSats: Number(wholeSats(invoice.dueMsat)),
            rate: invoice.rate,
            expiresAt: iso(invoice.expiresAtMs),
            // Up: a page that counts these down must not offer a new code while this one can be paid, for it would get none.
            expiresInSeconds: Math.ceil((invoice.deadlineMs - nowMs) / 1_000),
          },
    orderId: payment.orderId,
    description: payment.description,
    network: payment.network,
    test: payment.network !== 'mainnet',
    createdAt: iso(payment.createdAtMs),
    settledAt: payment.settledAtMs === null ? null : iso(payment.settledAtMs),
    receipt,
    receiptUrl: receiptUrl(payment, publicUrl),
  };
}

/** Shows a payment to its merchant. Parameters as for `toWire`. */
export function toMerchant(
  payment: Payment,
  nowMs: number,
  publicUrl: string,
  receipt: string | null,
): MerchantPayment {
  return {
    ...toWire(payment, nowMs, publicUrl, receipt),
    metadata: { ...payment.metadata },
    email: payment.email,
    paymentHash: paidInvoice(payment)?.paymentHash ?? null,
    invoices: payment.invoices.map((invoice) => ({
      id: invoice.id,
      attempt: invoice.attempt,
      status: invoice.status,
      bolt11: invoice.bolt11,
      paymentHash: invoice.paymentHash,
      amountSats: Number(wholeSats(invoice.amountMsat)),
      paidSats: Number(wholeSats(invoice.paidMsat)),
      rate: invoice.rate,
      expiresAt: iso(invoice.expiresAtMs),
      createdAt: iso(invoice.createdAtMs),
    })),
  };
}

/** Shows a payment with its ledger rows to its merchant. Parameters as for `toWire`. */
export function toMerchantHistory(
  { payment, events, outbox }: PaymentHistory,
  nowMs: number,
  publicUrl: string,
  receipt: string | null,
) {
  return {
    ...toMerchant(payment, nowMs, publicUrl, receipt),
    events: events.map(({ type, atMs, version, data }) => ({ type, at: iso(atMs), version, data })),
    deliveries: outbox.map(toDelivery),
  };
}

/** Shows a message to the merchant, with each try. The customer's address stands at the payment. */
export function toDelivery(message: Message): MerchantDelivery {
  const { id, paymentId, channel, type, atMs, state, nextAttemptMs, attempts } = message;
  return {
    id,
    paymentId,
    channel,
    type,
    at: iso(atMs),
    state,
    nextAttemptAt: nextAttemptMs === null ? null : iso(nextAttemptMs),
    attempts: attempts.map((attempt) => ({
      at: iso(attempt.atMs),
      durationMs: attempt.durationMs,
      status: attempt.status,
      reason: attempt.reason,
    })),
  };
}

function iso(ms: number): string {
  return new Date(ms).toISOString();
}
