import { lightningFault } from './accept-invoice.ts';
import type { Change, LedgerEvent, LedgerEventType, OutboxEvent, OutboxEventType, SeenBy } from './change.ts';
import { advanceStatus, type Invoice, type InvoiceReading, judge, type Verdict } from './invoice.ts';
import { currentInvoice, deriveStatus, FLAGS, type Payment, type PaymentFlag, wholeSats } from './payment.ts';

/** The merchant hears of exactly these rows, each under an id of its own. */
export const TOLD_TO_MERCHANT: Partial<Record<LedgerEventType, OutboxEventType>> = {
  settled: 'payment.settled',
  expired: 'payment.expired',
  underpaid: 'payment.underpaid',
  overpaid: 'payment.overpaid',
  duplicate: 'payment.duplicate',
  reversed: 'payment.reversed',
};

/**
 * Works out what a reading of one of its invoices changes about a payment. Pure: the same payment and reading always
 * give the same change, and a reading that tells nothing new gives none.
 *
 * @param atMs The moment of the change, Unix ms.
 * @param seenBy What made the server read the invoice; money that only the node knows of is `node` whatever it was.
 * @returns Null when nothing changes.
 */
export function deriveChange(
  payment: Payment,
  reading: InvoiceReading,
  atMs: number,
  seenBy: SeenBy,
): Change | null {
  const before = payment.invoices.find((invoice) => invoice.id === reading.invoiceId);
  if (before === undefined) return null;
  const verdict = judge(reading, before.amountMsat);
  const invoice = readInto(before, reading, verdict, payment);
  const after = withInvoice(payment, invoice, verdict, atMs);
  const changed =
    !sameInvoice(before, invoice) ||
    after.status !== payment.status ||
    after.flags.join() !== payment.flags.join();
  if (!changed) return null;
  const events = describe(payment, after, before, invoice, reading, { atMs, seenBy });
  return {
    expectedVersion: payment.version,
    payment: after,
    invoice,
    firstCheckMs: null,
    events,
    outbox: tell(events),
  };
}

/**
 * Works out the change that a fresh invoice makes: the payment waits on it from now on.
 *
 * @param firstCheckMs When BTCPay is asked about it first, Unix ms.
 */
export function deriveInvoiceAdded(
  payment: Payment,
  invoice: Invoice,
  atMs: number,
  firstCheckMs: number = atMs,
): Change {
  const invoices = [...payment.invoices, invoice].sort((a, b) => a.attempt - b.attempt);
  const after: Payment = {
    ...payment,
    status: deriveStatus(invoices),
    version: payment.version + 1,
    invoices,
  };
  const data = { invoiceId: invoice.id, attempt: invoice.attempt, amountMsat: invoice.amountMsat.toString() };
  const events: LedgerEvent[] = [{ type: 'invoice_added', atMs, cause: invoice.id, data }];
  return { expectedVersion: payment.version, payment: after, invoice, firstCheckMs, events, outbox: [] };
}

/** What BTCPay put in the place of a paid part's BOLT11 and must not be shown; null when all is well. */
export function replacementFault(payment: Payment, reading: InvoiceReading): string | null {
  const invoice = payment.invoices.find((entry) => entry.id === reading.invoiceId);
  if (invoice === undefined || reading.lightning === null) return null;
  if (reading.lightning.request.bolt11 === invoice.bolt11) return null;
  // The rest was paid before anybody saw the replacement, or the invoice is over: it is not shown.
  if (advanceStatus(invoice.status, judge(reading, invoice.amountMsat).status) !== 'new') return null;
  return lightningFault(reading.lightning, payment.network);
}

function readInto(before: Invoice, reading: InvoiceReading, verdict: Verdict, payment: Payment): Invoice {
  const status = advanceStatus(before.status, verdict.status);
  // Lightning payments are final: a reading that lacks one is older than what is known, and so is its BOLT11.
  const forgets = verdict.paidMsat < before.paidMsat;
  const paidMsat = forgets ? before.paidMsat : verdict.paidMsat;
  const changed = { ...before, status, paidMsat };
  const { lightning } = reading;
  const replaced = lightning !== null && lightning.request.bolt11 !== before.bolt11 && status === 'new';
  if (!replaced || forgets || replacementFault(payment, reading) !== null) return changed;
  return {
    ...changed,
    bolt11: lightning.request.bolt11,
    paymentHash: lightning.request.paymentHash,
    dueMsat: lightning.dueMsat,
  };
}

function withInvoice(payment: Payment, invoice: Invoice, verdict: Verdict, atMs: number): Payment {
  const invoices = payment.invoices.map((entry) => (entry.id === invoice.id ? invoice : entry));
  const status = deriveStatus(invoices);
  const paidMsat = invoices.reduce((sum, entry) => sum + entry.paidMsat, 0n);
  const has = new Set<PaymentFlag>(payment.flags);
  const set = (flag: PaymentFlag, on: boolean) => (on ? has.add(flag) : has.delete(flag));
  set(
    'overpaid',
    invoices.some((entry) => entry.paidMsat - entry.amountMsat >= 1_000n),
  );
  set('underpaid', status !== 'settled' && paidMsat > 0n);
  set('late', has.has('late') || verdict.late);
  set('manual', has.has('manual') || verdict.manual);
  set('reversed', has.has('reversed') || (verdict.reversed && invoice.status === 'settled'));
  set('duplicate', has.has('duplicate') || invoices.filter((entry) => entry.status === 'settled').length > 1);
  return {
    ...payment,
    status,
    flags: FLAGS.filter((flag) => has.has(flag)),
    version: payment.version + 1,
    paidMsat,
    settledAtMs: payment.settledAtMs ?? (status === 'settled' ? atMs : null),
    invoices,
  };
}

function sameInvoice(a: Invoice, b: Invoice): boolean {
  return a.status === b.status && a.paidMsat === b.paidMsat && a.bolt11 === b.bolt11;
}

function describe(
  payment: Payment,
  after: Payment,
  before: Invoice,
  invoice: Invoice,
  reading: InvoiceReading,
  { atMs, seenBy }: { readonly atMs: number; readonly seenBy: SeenBy },
): LedgerEvent[] {
  const isNodes = reading.received.some(({ byNode }) => byNode);
  const events: LedgerEvent[] = reading.received.map((received) => ({
    type: 'received',
    atMs,
    cause: received.id,
    data: {
      invoiceId: invoice.id,
      paymentHash: received.id,
      msat: received.msat.toString(),
      receivedAtMs: received.receivedAtMs,
      seenBy: received.byNode ? 'node' : seenBy,
    },
  }));
  const add = (type: LedgerEventType, cause: string) =>
    events.push({
      type,
      atMs,
      cause,
      data: {
        invoiceId: invoice.id,
        paidSats: wholeSats(after.paidMsat).toString(),
        seenBy: isNodes ? 'node' : seenBy,
      },
    });
  if (invoice.bolt11 !== before.bolt11) add('invoice_replaced', invoice.paymentHash);
  if (after.status !== payment.status && after.status !== 'new') {
    add(after.status, after.status === 'settled' ? payment.id : invoice.id);
  } else if (invoice.status !== before.status) {
    add('invoice_changed', `${invoice.id}:${invoice.status}`);
  }
  for (const flag of after.flags) {
    const news = !payment.flags.includes(flag);
    // Another part payment, or a larger surplus, is news of its own.
    const more = (flag === 'underpaid' || flag === 'overpaid') && after.paidMsat !== payment.paidMsat;
    if (news || more) add(flag, `${invoice.id}:${invoice.paidMsat}`);
  }
  return events;
}

function tell(events: readonly LedgerEvent[]): OutboxEvent[] {
  return events.flatMap(({ type, cause, atMs }) => {
    const told = TOLD_TO_MERCHANT[type];
    return told === undefined ? [] : [{ channel: 'webhook', type: told, cause, atMs, recipient: null }];
  });
}

/** The invoice that can be paid now, or null: nothing is shown once it is settled, seen, invalid or over. */
export function payableInvoice(payment: Payment, nowMs: number): Invoice | null {
  const invoice = currentInvoice(payment);
  return payment.status === 'new' && invoice?.status === 'new' && invoice.deadlineMs > nowMs ? invoice : null;
}
