import { sameAmount } from './accept-invoice.ts';
import type { AuditedInvoice, AuditedPayment } from './audit-ports.ts';
import { TOLD_TO_MERCHANT } from './derive-change.ts';
import { type InvoiceReading, judge } from './invoice.ts';
import { formatMoney } from './money.ts';
import type { Message } from './outgoing.ts';
import type { Payment } from './payment.ts';
import { refundableOf } from './refunds.ts';

/** Every kind of difference between BTCPay's invoices, the ledger and what was told. */
export const DIFFERENCES = [
  /** BTCPay holds money on an invoice of ours that the ledger does not know. */
  'invoice_missing_in_ledger',
  'invoice_missing_at_btcpay',
  /** BTCPay answers for an invoice what cannot be read. */
  'invoice_unreadable',
  'status_differs',
  'sats_differ',
  'amount_differs',
  /** A settled payment without its ledger row. */
  'settled_without_row',
  /** A ledger row `settled` of a payment that is not. */
  'row_without_settled',
  'settled_twice',
  /** Rows `received`, the invoices and the payment name different sums. */
  'rows_do_not_sum',
  /** A row that the shop must hear of, without a message. */
  'event_missing',
  'delivery_dead',
  'delivery_overdue',
  /** Nobody knows whether BTCPay made it. */
  'refund_unknown',
  'refunds_exceed_paid',
] as const;
export type DifferenceName = (typeof DIFFERENCES)[number];

/** One difference, with what either side says. */
export interface Difference {
  readonly name: DifferenceName;
  /** The payment's, as far as it is known. */
  readonly reference: string;
  /** Id of the invoice, message or refund it is about, or a ledger row's cause; the payment's id where it is about all of it. */
  readonly about: string;
  /** What the ledger says. */
  readonly ledger: string;
  /** What the other side says: BTCPay, its node, the rows or the messages. */
  readonly other: string;
}

/** When it is, and what may just be on its way. */
export interface AuditMoment {
  readonly nowMs: number;
  readonly graceMs: number;
}

/**
 * Says whether an invoice moved so lately that the ledger may not have heard of it: it was made, paid or has expired just now.
 * A mark by hand carries no time.
 */
export function isInFlight(reading: InvoiceReading, { nowMs, graceMs }: AuditMoment): boolean {
  const times = [
    reading.createdAtMs,
    reading.expirationMs,
    ...reading.received.map((one) => one.receivedAtMs),
  ];
  return times.some((ms) => ms > nowMs - graceMs && ms <= nowMs + graceMs);
}

/** Whether BTCPay's word alone falls short of what the ledger says came in, so that the node has to be asked. */
export function needsNode(ours: AuditedInvoice, reading: InvoiceReading): boolean {
  return judge(reading, ours.amountMsat).paidMsat < ours.paidMsat;
}

/** Compares an invoice of the ledger with what BTCPay (and its node) says of it. Pure. */
export function compareInvoice(ours: AuditedInvoice, reading: InvoiceReading): Difference[] {
  const { invoiceId: about, reference } = ours;
  const found: Difference[] = [];
  const add = (name: DifferenceName, ledger: string, other: string) =>
    found.push({ name, reference, about, ledger, other });
  const verdict = judge(reading, ours.amountMsat);
  // A reversal by hand takes nothing back: the payment stays settled.
  const stays = ours.status === 'settled' && verdict.reversed;
  if (verdict.status !== ours.status && !stays) add('status_differs', ours.status, verdict.status);
  if (verdict.paidMsat !== ours.paidMsat) add('sats_differ', sats(ours.paidMsat), sats(verdict.paidMsat));
  if (reading.currency !== ours.price.currency || !sameAmount(reading, ours)) {
    const wanted = `${formatMoney(ours.price)} ${ours.price.currency}`;
    add('amount_differs', wanted, `${reading.amount} ${reading.currency}`);
  }
  return found;
}

/** What BTCPay says of an invoice of ours that the ledger does not hold; null where no money is on it: it is left to expire. */
export function compareStray(reading: InvoiceReading, reference: string): Difference | null {
  const paidMsat = reading.received.reduce((sum, { msat }) => sum + msat, 0n);
  if (paidMsat === 0n && reading.providerStatus !== 'Settled') return null;
  const other = `${reading.providerStatus}, ${sats(paidMsat)}`;
  return { name: 'invoice_missing_in_ledger', reference, about: reading.invoiceId, ledger: 'none', other };
}

/**
 * Compares a payment with its own rows, messages and refunds. Pure.
 *
 * @param channels Those that are on: the messages of others wait.
 */
export function comparePayment(
  { payment, rows, messages, refunds }: AuditedPayment,
  { nowMs, graceMs }: AuditMoment,
  channels: readonly Message['channel'][],
): Difference[] {
  const found: Difference[] = [];
  const add = (name: DifferenceName, about: string, ledger: string, other: string) =>
    found.push({ name, reference: payment.reference, about, ledger, other });

  const settledRows = rows.filter(({ type }) => type === 'settled').length;
  const settledMessages = messages.filter(
    ({ type, channel }) => type === 'payment.settled' && channel === 'webhook',
  );
  if (payment.status === 'settled' && settledRows === 0)
    add('settled_without_row', payment.id, 'settled', 'no row');
  if (payment.status !== 'settled' && settledRows > 0) {
    add('row_without_settled', payment.id, payment.status, `${settledRows} rows settled`);
  }
  if (settledRows > 1 || settledMessages.length > 1) {
    add('settled_twice', payment.id, `${settledRows} rows`, `${settledMessages.length} messages`);
  }

  const received = rows.reduce((sum, { msat }) => sum + msat, 0n);
  const onInvoices = payment.invoices.reduce((sum, { paidMsat }) => sum + paidMsat, 0n);
  for (const [sum, whose] of [
    [received, 'in rows'],
    [onInvoices, 'on invoices'],
  ] as const) {
    if (sum !== payment.paidMsat)
      add('rows_do_not_sum', payment.id, sats(payment.paidMsat), `${sats(sum)} ${whose}`);
  }

  for (const { type, cause } of rows) {
    const told = TOLD_TO_MERCHANT[type];
    const isThere = messages.some(
      (one) => one.channel === 'webhook' && one.type === told && one.cause === cause,
    );
    if (told !== undefined && !isThere) add('event_missing', cause, type, `no ${told}`);
  }
  for (const { id, channel, type, state, nextAttemptMs } of messages) {
    if (state === 'dead') add('delivery_dead', id, `${channel} ${type}`, 'dead');
    const isOverdue = state === 'pending' && nextAttemptMs < nowMs - graceMs && channels.includes(channel);
    if (isOverdue) add('delivery_overdue', id, `${channel} ${type}`, `due since ${iso(nextAttemptMs)}`);
  }

  for (const { id, state, askedAtMs, amount } of refunds) {
    if (state !== 'created' && askedAtMs < nowMs - graceMs)
      add('refund_unknown', id, formatMoney(amount), state);
  }
  const refunded = refunds.reduce((sum, { amount }) => sum + amount.minor, 0n);
  const most = refunds.length === 0 ? 0n : refundableMinor(payment);
  if (refunded > most) {
    const { currency } = payment.price;
    const write = (minor: bigint) => `${formatMoney({ minor, currency })} ${currency}`;
    add('refunds_exceed_paid', payment.id, write(most), write(refunded));
  }
  return found;
}

function refundableMinor(payment: Payment): bigint {
  try {
    return refundableOf(payment).minor;
  } catch {
    return 0n;
  }
}

function sats(msat: bigint): string {
  return `${msat / 1_000n} sat${msat % 1_000n === 0n ? '' : ` ${msat % 1_000n} msat`}`;
}

function iso(ms: number): string {
  return new Date(ms).toISOString();
}
