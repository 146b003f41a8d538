import type { ApplyInvoiceState } from './apply-invoice-state.ts';
import { PaymentError } from './errors.ts';
import type { Alerts, Clock, Counters, Delivery, Ledger, PendingDelivery } from './ports.ts';

/** A webhook after its signature was checked. */
export interface VerifiedDelivery extends Delivery {
  /** Why it cannot be applied (unreadable, unknown type, other store), or null. */
  readonly parkedBecause: string | null;
  /** False for events that cannot change a payment: they are answered without a call to BTCPay. */
  readonly mayChangePayment: boolean;
}

/** What the inbox stands on. */
export interface InboxDeps {
  readonly ledger: Ledger;
  readonly apply: ApplyInvoiceState;
  readonly alerts: Alerts;
  readonly counters: Counters;
  readonly clock: Clock;
  readonly timings: { readonly inboxRetryMs: number; readonly inboxRetryMaxMs: number };
}

/** Webhooks as they came: stored first, applied once, in the background. */
export interface Inbox {
  /**
   * Stores a webhook, and has it applied after the answer; false when it is stored already. Throws PaymentError
   * `ledger_unavailable`.
   */
  receive(delivery: VerifiedDelivery): Promise<boolean>;
  /** An invoice of ours was recorded: webhooks that came before it are applied now. */
  invoiceRecorded(invoiceId: string): void;
  /**
   * Takes up what is stored and nobody here is at: an earlier process left it, another one is gone, or the ledger
   * stored it without our hearing of it. Throws PaymentError `ledger_unavailable`.
   */
  takeUp(): Promise<void>;
  /** Stops timers and waits for what is in flight; the rest stays stored. */
  stop(): Promise<void>;
}

type Hint = Omit<PendingDelivery, 'invoiceId'>;

/** Hints of one invoice that one reading will answer. */
interface Job {
  hints: Hint[];
  running: Promise<void> | null;
  timer: ReturnType<typeof setTimeout> | null;
  failures: number;
  again: boolean;
}

/** Invoice ids that were unknown when a webhook named them: enough for the moments between BTCPay's answer and our commit. */
const MOST_STRANGERS = 10_000;

/** Webhooks after the payment was settled that are more than a redelivery or two. */
const MANY_REPEATS = 20;

/** Failures that say nothing about the webhook itself: it is tried again. */
const PASSING: ReadonlySet<string> = new Set([
  'gateway_unavailable',
  'gateway_forbidden',
  'ledger_unavailable',
]);

/** Builds the inbox. Hints of one invoice that wait together share one reading. */
export function buildInbox(deps: InboxDeps): Inbox {
  const { ledger, counters, clock, timings } = deps;
  const jobs = new Map<string, Job>();
  /** Hints of invoices that were not ours when a webhook named them; they may become ours a moment later. */
  const strangers = new Map<string, Job['hints']>();
  const repeats = new Map<string, number>();
  let stopped = false;

  function enqueue(invoiceId: string, hint: Hint | null): void {
    const job = jobs.get(invoiceId) ?? { hints: [], running: null, timer: null, failures: 0, again: false };
    jobs.set(invoiceId, job);
    if (hint !== null) job.hints.push(hint);
    if (job.running !== null) job.again = true;
    else if (job.timer === null) run(invoiceId, job);
  }

  function run(invoiceId: string, job: Job): void {
    if (stopped) return;
    job.timer = null;
    job.again = false;
    const hints = [...(strangers.get(invoiceId) ?? []), ...job.hints];
    strangers.delete(invoiceId);
    job.hints = [];
    job.running = applyHints(invoiceId, hints).then((done) => {
      job.running = null;
      if (done) job.failures = 0;
      else {
        job.hints.unshift(...hints);
        const waitMs = Math.min(timings.inboxRetryMs * 2 ** job.failures, timings.inboxRetryMaxMs);
        job.failures += 1;
        if (!stopped) job.timer = setTimeout(() => run(invoiceId, job), waitMs);
        return;
      }
      if (job.again) run(invoiceId, job);
      else jobs.delete(invoiceId);
    });
  }

  /** A provider that tells the same in a loop does no harm, but somebody should know: once. */
  function noteRepeats(invoiceId: string, count: number): void {
    for (let told = 0; told < count; told += 1) counters.add('webhook_after_settled');
    const before = repeats.get(invoiceId) ?? 0;
    if (repeats.size >= MOST_STRANGERS) repeats.clear();
    repeats.set(invoiceId, before + count);
    if (before < MANY_REPEATS && before + count >= MANY_REPEATS)
      deps.alerts.raise('webhook_loop', { invoiceId });
  }

  /** @returns False when it must be tried again. */
  async function applyHints(invoiceId: string, hints: Job['hints']): Promise<boolean> {
    const ids = hints.map((hint) => hint.id);
    try {
      const applied = await deps.apply(
        invoiceId,
        'webhook',
        hints.find(({ paymentId }) => paymentId !== null)?.paymentId,
      );
      if (applied.kind === 'unknown_invoice') {
        counters.add('webhook_unknown_invoice');
        await ledger.finishDeliveries(ids, 'parked', 'unknown_invoice', clock.now());
        if (strangers.size >= MOST_STRANGERS) strangers.clear();
        strangers.set(invoiceId, hints);
        return true;
      }
      if (applied.kind === 'unchanged' && applied.payment.status === 'settled')
        noteRepeats(invoiceId, hints.length);
      if (hints.some((hint) => hint.type === 'InvoiceSettled') && applied.payment.status !== 'settled') {
        deps.alerts.raise('webhook_contradicted', { reference: applied.payment.reference, invoiceId });
      }
      await ledger.finishDeliveries(ids, 'applied', null, clock.now());
      return true;
    } catch (error) {
      const code = error instanceof PaymentError ? error.code : 'internal_error';
      counters.add(`webhook_apply_${code}`);
      if (PASSING.has(code)) return false;
      deps.alerts.raise('webhook_parked', { invoiceId, reason: code });
      return ledger.finishDeliveries(ids, 'parked', code, clock.now()).then(
        () => true,
        () => false,
      );
    }
  }

  return {
    async receive(delivery) {
      const { id, type, paymentId, parkedBecause, mayChangePayment, invoiceId } = delivery;
      const waits = parkedBecause === null && mayChangePayment && invoiceId !== null;
      const state = waits ? 'pending' : parkedBecause === null ? 'applied' : 'parked';
      const fresh = await ledger.storeDelivery(delivery, state, parkedBecause);
      counters.add(fresh ? 'webhook_stored' : 'webhook_repeated');
      if (parkedBecause !== null) counters.add('webhook_parked');
      if (fresh && waits) setImmediate(() => enqueue(invoiceId, { id, type, paymentId }));
      return fresh;
    },
    invoiceRecorded(invoiceId) {
      // Only where a webhook came early: its hint waits here, or its reading is under way right now.
      if (strangers.has(invoiceId) || jobs.has(invoiceId)) enqueue(invoiceId, null);
    },
    async takeUp() {
      const left = (await ledger.pendingDeliveries()).filter(({ invoiceId }) => !jobs.has(invoiceId));
      for (const hint of left) enqueue(hint.invoiceId, hint);
    },
    async stop() {
      stopped = true;
      for (const job of jobs.values()) if (job.timer !== null) clearTimeout(job.timer);
      await Promise.all([...jobs.values()].map((job) => job.running));
    },
  };
}
