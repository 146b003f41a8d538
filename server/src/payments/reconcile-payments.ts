import type { ApplyReading } from './apply-invoice-state.ts';
import { type Invoice, type InvoiceReading, withNodePayment } from './invoice.ts';
import type { Payment } from './payment.ts';
import type { Clock, Counters, DueInvoice, Gateway, Ledger, NextCheck } from './ports.ts';

/** How often invoices are looked at, in milliseconds. */
export interface CheckTimings {
  /** While an invoice can be paid. */
  readonly checkUnpaidMs: number;
  /** After BTCPay's expiration, when BTCPay has said so. */
  readonly checkAtExpiryMs: number;
  /** Afterwards, less and less often: up to the age of `untilMs` after the expiration, every `everyMs`. */
  readonly checkExpired: readonly { readonly untilMs: number; readonly everyMs: number }[];
  /** How long a look may take before another process may take it up. */
  readonly checkLeaseMs: number;
}

/** What the sweep stands on. */
export interface ReconcileDeps {
  readonly ledger: Ledger;
  readonly gateway: Gateway;
  readonly applyReading: ApplyReading;
  readonly counters: Counters;
  readonly clock: Clock;
  readonly timings: CheckTimings;
}

/** Looks at every invoice whose time has come. */
export type ReconcilePayments = () => Promise<void>;

/** Invoices that one round takes up; a round that was full is followed by another at once. */
const ROUND = 2_000;
/** Below this many, one call each is cheaper than a list. */
const FEW = 4;
/** Looks under way at once. */
const AT_ONCE = 16;
/** Seconds are BTCPay's grain of time: a window cannot be halved below it. */
const SECOND_MS = 1_000;

/**
 * Says when an invoice is to be looked at next.
 *
 * @returns Unix ms; null once it is paid, or a week too old to change.
 */
export function nextCheck(
  invoice: Pick<Invoice, 'status' | 'expirationMs' | 'paidMsat' | 'amountMsat'>,
  nowMs: number,
  timings: CheckTimings,
): number | null {
  // Settled by hand: money may still come, and the merchant may take it back.
  if (invoice.status === 'settled' && invoice.paidMsat >= invoice.amountMsat) return null;
  const atExpiryMs = invoice.expirationMs + timings.checkAtExpiryMs;
  if (nowMs < atExpiryMs) return Math.min(nowMs + timings.checkUnpaidMs, atExpiryMs);
  const ageMs = nowMs - invoice.expirationMs;
  const stage = timings.checkExpired.find(({ untilMs }) => ageMs < untilMs);
  return stage === undefined ? null : nowMs + stage.everyMs;
}

/**
 * Builds the sweep: it walks the path of the webhooks without waiting for one, so that a payment settles though every
 * webhook is lost. Unpaid invoices are read in windows of their creation, what a window lacks one by one; past its
 * expiration the node is asked about an invoice too.
 *
 * The returned function throws PaymentError `ledger_unavailable`; what BTCPay does not answer is looked at again.
 */
export function buildReconcilePayments(deps: ReconcileDeps): ReconcilePayments {
  const { ledger, clock, counters, timings } = deps;
  return async () => {
    for (;;) {
      const nowMs = clock.now();
      const claimed = await ledger.claimDueInvoices(nowMs, nowMs + timings.checkLeaseMs, ROUND);
      if (claimed.length === 0) return;
      const due = claimed.flatMap(withInvoice);
      const listed = await readWindows(
        deps,
        due.map(({ invoice }) => invoice).filter(({ expirationMs }) => expirationMs > nowMs),
      );
      const checks: NextCheck[] = [];
      await eachAtOnce(due, async ({ payment, invoice }) => {
        const after = await look(deps, payment, invoice, listed.get(invoice.id)).catch(() => {
          counters.add('sweep_look_failed');
          return invoice;
        });
        checks.push({ invoiceId: invoice.id, atMs: nextCheck(after, clock.now(), timings) });
      });
      await ledger.scheduleChecks(checks);
      if (claimed.length < ROUND) return;
    }
  };
}

/** @returns The invoice after the look. */
async function look(
  { gateway, clock, counters, applyReading }: ReconcileDeps,
  payment: Payment,
  invoice: Invoice,
  listed: InvoiceReading | undefined,
): Promise<Invoice> {
  const reading = listed ?? (await gateway.readInvoice(invoice.id));
  const isOver = invoice.expirationMs <= clock.now() || reading.providerStatus === 'Expired';
  const node = isOver ? await gateway.readNode(invoice.paymentHash) : null;
  const applied = await applyReading(payment, withNodePayment(reading, node), 'sweep');
  if (applied.kind === 'changed') counters.add('sweep_found');
  return applied.payment.invoices.find(({ id }) => id === invoice.id) ?? invoice;
}

function withInvoice({ payment, invoiceId }: DueInvoice): { payment: Payment; invoice: Invoice }[] {
  const invoice = payment.invoices.find(({ id }) => id === invoiceId);
  return invoice === undefined ? [] : [{ payment, invoice }];
}

/** Reads unpaid invoices in windows of time; a full page halves its window. A window that fails is read one by one. */
async function readWindows(
  deps: ReconcileDeps,
  invoices: readonly Invoice[],
): Promise<ReadonlyMap<string, InvoiceReading>> {
  const found = new Map<string, InvoiceReading>();
  const read = async (part: readonly Invoice[], fromMs: number, toMs: number): Promise<void> => {
    if (part.length < FEW) return;
    const { readings, full } = await deps.gateway.listUnpaid(fromMs, toMs);
    for (const reading of readings) found.set(reading.invoiceId, reading);
    const middleMs = Math.floor((fromMs + toMs) / 2 / SECOND_MS) * SECOND_MS;
    if (!full || middleMs >= toMs) return;
    await read(
      part.filter(({ createdAtMs }) => createdAtMs <= middleMs),
      fromMs,
      middleMs,
    );
    await read(
      part.filter(({ createdAtMs }) => createdAtMs > middleMs),
      middleMs + SECOND_MS,
      toMs,
    );
  };
  const times = invoices.map(({ createdAtMs }) => createdAtMs);
  const [first = 0] = times;
  const bounds = times.reduce(
    ({ fromMs, toMs }, time) => ({ fromMs: Math.min(fromMs, time), toMs: Math.max(toMs, time) }),
    { fromMs: first, toMs: first },
  );
  await read(invoices, bounds.fromMs, bounds.toMs).catch(() => deps.counters.add('sweep_list_failed'));
  return found;
}

async function eachAtOnce<T>(items: readonly T[], work: (item: T) => Promise<void>): Promise<void> {
  const queue = items.values();
  const worker = async () => {
    for (const item of queue) await work(item);
  };
  await Promise.all(Array.from({ length: Math.min(AT_ONCE, items.length) }, worker));
}
