import {
  type AuditMoment,
  compareInvoice,
  comparePayment,
  compareStray,
  type Difference,
  isInFlight,
  needsNode,
} from './audit.ts';
import type { AuditedInvoice, AuditedPayment, AuditLedger, InvoiceList, InvoicePage } from './audit-ports.ts';
import { PaymentError } from './errors.ts';
import { withNodePayment } from './invoice.ts';
import type { Channel, Senders } from './outgoing.ts';
import type { Clock, Gateway } from './ports.ts';

/** What was compared. */
export interface AuditReport {
  readonly payments: number;
  readonly settled: number;
  readonly invoicesInLedger: number;
  readonly invoicesAtBtcpay: number;
  /** Invoices at BTCPay that the ledger does not hold and nobody paid: creations that were given up. */
  readonly strays: number;
  /** Sats that arrived, by invoices. */
  readonly satsInLedger: bigint;
  readonly satsAtBtcpay: bigint;
  readonly messages: Readonly<Record<'delivered' | 'pending' | 'dead', number>>;
  readonly refunds: number;
  readonly differences: number;
}

/** What the audit stands on. */
export interface AuditDeps {
  readonly ledger: AuditLedger;
  readonly invoices: InvoiceList;
  readonly gateway: Pick<Gateway, 'readNode'>;
  readonly clock: Clock;
  /** Those that are on: the messages of others wait. */
  readonly channels: readonly Channel[];
  /** Ends it before the next page, by throwing what it was aborted with. */
  readonly signal?: AbortSignal;
  readonly timings: { readonly auditGraceMs: number };
}

/**
 * Compares BTCPay's invoices, the ledger and what was told, of payments and invoices created in a range.
 *
 * @param fromMs Unix ms, included. @param toMs Unix ms, excluded.
 * @param onDifference Hears of each difference as it is found: nothing is kept, however many there are.
 */
export type Audit = (
  fromMs: number,
  toMs: number,
  onDifference: (difference: Difference) => void,
) => Promise<AuditReport>;

/** A day of invoices at once; a full page halves it. */
const WINDOW_MS = 24 * 3_600_000;
/** Seconds are BTCPay's grain of time. */
const SECOND_MS = 1_000;
const MOST_INVOICES = 1_000;
const PAGE = 200;
const CHANNELS = ['webhook', 'notice', 'receipt'] as const satisfies readonly Channel[];

type Totals = { -readonly [Key in keyof AuditReport]: AuditReport[Key] } & {
  messages: Record<'delivered' | 'pending' | 'dead', number>;
};

/**
 * Builds the audit. Memory is bounded by a page of each side.
 *
 * The returned function throws PaymentError `ledger_unavailable`, `gateway_unavailable`, `gateway_forbidden` or
 * `gateway_bad_answer` (more invoices in one second than BTCPay lists) when it could not be done.
 */
export function buildAudit(deps: AuditDeps): Audit {
  return async (fromMs, toMs, onDifference) => {
    const totals: Totals = {
      payments: 0,
      settled: 0,
      invoicesInLedger: 0,
      invoicesAtBtcpay: 0,
      strays: 0,
      satsInLedger: 0n,
      satsAtBtcpay: 0n,
      messages: { delivered: 0, pending: 0, dead: 0 },
      refunds: 0,
      differences: 0,
    };
    const report = (difference: Difference) => {
      totals.differences += 1;
      onDifference(difference);
    };
    const startMs = Math.floor(fromMs / SECOND_MS) * SECOND_MS;
    const endMs = Math.ceil(toMs / SECOND_MS) * SECOND_MS;
    for (let at = startMs; at < endMs; at += WINDOW_MS) {
      await auditWindow(deps, at, Math.min(at + WINDOW_MS, endMs) - SECOND_MS, totals, report);
    }
    await auditPayments(deps, fromMs, toMs, totals, report);
    return totals;
  };
}

/** What the server is built over, as far as the audit needs it. */
export interface AuditPorts extends Pick<AuditDeps, 'ledger' | 'gateway' | 'clock' | 'signal'> {
  readonly invoices?: InvoiceList | null;
  readonly senders?: Senders;
}

/** The audit over these ports; null where BTCPay's invoices cannot be listed. */
export function auditOver(ports: AuditPorts, timings: AuditDeps['timings']): Audit | null {
  const { invoices = null, senders } = ports;
  if (invoices === null) return null;
  const channels = CHANNELS.filter((channel) => senders !== undefined && senders[channel] !== null);
  return buildAudit({ ...ports, invoices, channels, timings });
}

/** @param toMs Last second of the window. */
async function auditWindow(
  deps: AuditDeps,
  fromMs: number,
  toMs: number,
  totals: Totals,
  report: (difference: Difference) => void,
): Promise<void> {
  const { ledger, invoices } = deps;
  deps.signal?.throwIfAborted();
  const page = await invoices.listInvoices(fromMs, toMs);
  const ours = await ledger.auditInvoices(fromMs, toMs, MOST_INVOICES);
  if (page.full || ours.length >= MOST_INVOICES) {
    const middleMs = Math.floor((fromMs + toMs) / 2 / SECOND_MS) * SECOND_MS;
    if (middleMs >= toMs) {
      throw new PaymentError('gateway_bad_answer', {
        cause: new Error(`more than ${MOST_INVOICES} invoices at ${new Date(fromMs).toISOString()}`),
      });
    }
    await auditWindow(deps, fromMs, middleMs, totals, report);
    await auditWindow(deps, middleMs + SECOND_MS, toMs, totals, report);
    return;
  }
  await comparePage(deps, ours, page, totals, report);
}

async function comparePage(
  { gateway, clock, signal, timings }: AuditDeps,
  ours: readonly AuditedInvoice[],
  { readings, unreadable }: InvoicePage,
  totals: Totals,
  report: (difference: Difference) => void,
): Promise<void> {
  const moment: AuditMoment = { nowMs: clock.now(), graceMs: timings.auditGraceMs };
  const atBtcpay = new Map(readings.map((reading) => [reading.invoiceId, reading]));
  const hidden = new Set(unreadable.map(({ invoiceId }) => invoiceId));
  totals.invoicesInLedger += ours.length;
  totals.invoicesAtBtcpay += readings.length + unreadable.length;
  for (const { invoiceId: about, reference } of unreadable) {
    report({ name: 'invoice_unreadable', reference, about, ledger: 'readable', other: 'unreadable' });
  }
  for (const invoice of ours) {
    signal?.throwIfAborted();
    totals.satsInLedger += invoice.paidMsat / 1_000n;
    const listed = atBtcpay.get(invoice.invoiceId);
    if (listed !== undefined) {
      const node = needsNode(invoice, listed) ? await gateway.readNode(invoice.paymentHash) : null;
      const reading = withNodePayment(listed, node);
      totals.satsAtBtcpay += reading.received.reduce((sum, { msat }) => sum + msat, 0n) / 1_000n;
      if (!isInFlight(reading, moment)) for (const found of compareInvoice(invoice, reading)) report(found);
    } else if (!hidden.has(invoice.invoiceId) && invoice.createdAtMs < moment.nowMs - moment.graceMs) {
      const { invoiceId: about, reference, status: ledger } = invoice;
      report({ name: 'invoice_missing_at_btcpay', reference, about, ledger, other: 'none' });
    }
  }
  const known = new Set(ours.map(({ invoiceId }) => invoiceId));
  for (const reading of readings) {
    if (known.has(reading.invoiceId)) continue;
    const found = compareStray(reading, reading.reference);
    if (found === null) totals.strays += 1;
    else {
      totals.satsAtBtcpay += reading.received.reduce((sum, { msat }) => sum + msat, 0n) / 1_000n;
      if (!isInFlight(reading, moment)) report(found);
    }
  }
}

async function auditPayments(
  { ledger, clock, channels, signal, timings }: AuditDeps,
  fromMs: number,
  toMs: number,
  totals: Totals,
  report: (difference: Difference) => void,
): Promise<void> {
  let afterId: string | null = null;
  for (;;) {
    signal?.throwIfAborted();
    const page: readonly AuditedPayment[] = await ledger.auditPayments(fromMs, toMs, afterId, PAGE);
    const moment = { nowMs: clock.now(), graceMs: timings.auditGraceMs };
    for (const audited of page) {
      totals.payments += 1;
      if (audited.payment.status === 'settled') totals.settled += 1;
      totals.refunds += audited.refunds.length;
      for (const { state } of audited.messages) totals.messages[state] += 1;
      for (const found of comparePayment(audited, moment, channels)) report(found);
    }
    if (page.length < PAGE) return;
    afterId = page.at(-1)?.payment.id ?? null;
  }
}
