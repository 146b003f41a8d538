import type { LedgerEvent } from '../../src/payments/change.ts';
import type { Invoice } from '../../src/payments/invoice.ts';
import type { Payment } from '../../src/payments/payment.ts';
import type { Delivery, Ledger, NewPayment, PaymentQuery, StoredWebhook } from '../../src/payments/ports.ts';
import { fakeAudit } from './fake-audit.ts';
import { fakeBooks } from './fake-books.ts';
import { fakeOutbox } from './fake-outbox.ts';
import { fakeRefunds } from './fake-refunds.ts';

interface Row {
  payment: Payment;
  /** By invoice id; absent: never again. */
  readonly checks: Map<string, number>;
  attempts: number;
  claimedUntilMs: number;
  readonly events: (LedgerEvent & { readonly version: number })[];
}

interface InboxRow {
  readonly delivery: Delivery;
  state: StoredWebhook['state'];
  reason: string | null;
}

/** A ledger in memory, held to the same contract as the real ones. */
export interface FakeLedger extends Ledger {
  /** State of a stored webhook, and why. */
  delivery(id: string): { readonly state: string; readonly reason: string | null } | null;
}

/** Builds it, empty. Faults of single calls come from `interruptible`. */
export function fakeLedger(): FakeLedger {
  const rows = new Map<string, Row>();
  const keys = new Map<string, { requestHash: string; paymentId: string; expiresAtMs: number }>();
  const inbox = new Map<string, InboxRow>();
  const counted = new Set<string>();
  const messages = fakeOutbox(rows);
  const refunds = fakeRefunds(rows);
  const byInvoice = (invoiceId: string) =>
    [...rows.values()].find(({ payment }) => payment.invoices.some(({ id }) => id === invoiceId));
  const copy = (row: Row | undefined) => (row === undefined ? null : structuredClone(row.payment));

  return {
    ...messages,
    ...refunds,
    ...fakeAudit(rows, messages.of, refunds.refundsOf),
    async forgetPerson(paymentId) {
      refunds.forgetReasons(paymentId);
      return messages.forgetPerson(paymentId);
    },
    ...fakeBooks(rows),
    async recordPayment(entry) {
      const nowMs = entry.payment.createdAtMs;
      const known = keys.get(entry.keyHash);
      if (known === undefined || known.expiresAtMs <= nowMs) {
        const row = freshRow(entry);
        rows.set(row.payment.id, row);
        const { requestHash, keyExpiresAtMs: expiresAtMs } = entry;
        keys.set(entry.keyHash, { requestHash, paymentId: row.payment.id, expiresAtMs });
        return { kind: 'created', payment: structuredClone(row.payment), attempt: row.attempts };
      }
      if (known.requestHash !== entry.requestHash) return { kind: 'mismatch' };
      const row = rows.get(known.paymentId);
      if (row === undefined) throw new Error('a key without its payment');
      const payment = structuredClone(row.payment);
      if (payment.invoices.length > 0) return { kind: 'replayed', payment };
      if (row.claimedUntilMs > nowMs) return { kind: 'in_progress', claimedUntilMs: row.claimedUntilMs };
      row.attempts += 1;
      row.claimedUntilMs = entry.claimedUntilMs;
      return { kind: 'claimed', payment, attempt: row.attempts };
    },
    async claimRenewal(paymentId, version, nowMs, claimedUntilMs) {
      const row = rows.get(paymentId);
      if (row === undefined) throw new Error('no such payment');
      if (row.claimedUntilMs > nowMs) return { kind: 'in_progress', claimedUntilMs: row.claimedUntilMs };
      const payment = structuredClone(row.payment);
      if (payment.version !== version) return { kind: 'changed', payment };
      row.attempts += 1;
      row.claimedUntilMs = claimedUntilMs;
      return { kind: 'claimed', payment, attempt: row.attempts };
    },
    async releaseCreation(paymentId, attempt, untilMs) {
      const row = rows.get(paymentId);
      if (row?.attempts === attempt) row.claimedUntilMs = untilMs;
    },
    async saveChange({ expectedVersion, payment, invoice, firstCheckMs, events, outbox }) {
      const row = rows.get(payment.id);
      if (row === undefined || row.payment.version !== expectedVersion) return null;
      const version = expectedVersion + 1;
      const known = row.payment.invoices.some(({ id }) => id === invoice.id);
      const others = row.payment.invoices;
      const invoices = known
        ? others.map((one) => (one.id === invoice.id ? invoice : one))
        : [...others, invoice];
      const { status, flags, paidMsat, settledAtMs } = payment;
      const receiptToken = row.payment.receiptToken ?? payment.receiptToken;
      row.payment = structuredClone({
        ...row.payment,
        status,
        flags,
        paidMsat,
        settledAtMs,
        receiptToken,
        version,
        invoices,
      });
      if (firstCheckMs !== null) {
        row.claimedUntilMs = 0;
        row.checks.set(invoice.id, firstCheckMs);
      }
      if (isPaid(invoice)) row.checks.delete(invoice.id);
      for (const event of events) {
        if (row.events.some((one) => same(one, event))) continue;
        if (event.type === 'received' && counted.has(event.cause)) continue;
        if (event.type === 'received') counted.add(event.cause);
        row.events.push({ ...event, version });
      }
      messages.add(row.payment, outbox);
      for (const entry of inbox.values()) {
        if (entry.delivery.invoiceId !== invoice.id || entry.reason !== 'unknown_invoice') continue;
        entry.state = 'pending';
        entry.reason = null;
      }
      return structuredClone(row.payment);
    },
    getPayment: async (id) => copy(rows.get(id)),
    findByInvoice: async (invoiceId) => copy(byInvoice(invoiceId)),
    findByReceipt: async (token) =>
      copy([...rows.values()].find((row) => row.payment.receiptToken === token)),
    async claimDueInvoices(nowMs, leaseUntilMs, limit) {
      const due = [...rows.values()].flatMap(({ payment, checks }) =>
        payment.invoices
          .filter(({ id }) => (checks.get(id) ?? Number.POSITIVE_INFINITY) <= nowMs)
          .map((invoice) => ({ invoice, payment, checks })),
      );
      return due.slice(0, limit).map(({ invoice, payment, checks }) => {
        checks.set(invoice.id, leaseUntilMs);
        return { invoiceId: invoice.id, payment: structuredClone(payment) };
      });
    },
    async scheduleChecks(next) {
      for (const { invoiceId, atMs } of next) {
        const row = byInvoice(invoiceId);
        const invoice = row?.payment.invoices.find(({ id }) => id === invoiceId);
        if (row === undefined || invoice === undefined || isPaid(invoice)) continue;
        if (atMs === null) row.checks.delete(invoiceId);
        else row.checks.set(invoiceId, atMs);
      }
    },
    async changedSince(versions) {
      const ours = [...rows.values()].map(({ payment }) => payment);
      const newer = ours.filter(
        ({ id, version }) => version > (versions.get(id) ?? Number.POSITIVE_INFINITY),
      );
      return structuredClone(newer);
    },
    async listPayments(query) {
      const all = [...rows.values()].map(({ payment }) => payment).sort(newestFirst);
      const after = query.afterId === undefined ? 0 : all.findIndex(({ id }) => id === query.afterId) + 1;
      if (query.afterId !== undefined && after === 0) return [];
      return structuredClone(all.slice(after).filter((one) => wanted(one, query))).slice(0, query.limit);
    },
    async getHistory(id) {
      const row = rows.get(id);
      if (row === undefined) return null;
      const { payment, events } = row;
      const ours = new Set(payment.invoices.map((invoice) => invoice.id));
      const webhooks = [...inbox.values()].flatMap(({ delivery, state, reason }) =>
        ours.has(delivery.invoiceId ?? '')
          ? [{ type: delivery.type, atMs: delivery.receivedAtMs, state, reason }]
          : [],
      );
      webhooks.sort((a, b) => a.atMs - b.atMs);
      return structuredClone({ payment, events, outbox: messages.of(id), webhooks });
    },
    async storeDelivery(delivery, state, reason) {
      if (inbox.has(delivery.id)) return false;
      inbox.set(delivery.id, { delivery, state, reason });
      return true;
    },
    async finishDeliveries(ids, state, reason) {
      for (const id of ids) {
        const invoiceId = inbox.get(id)?.delivery.invoiceId;
        const isKnown = typeof invoiceId === 'string' && byInvoice(invoiceId) !== undefined;
        if (reason !== 'unknown_invoice' || !isKnown) Object.assign(inbox.get(id) ?? {}, { state, reason });
      }
    },
    async pendingDeliveries() {
      return [...inbox.values()]
        .filter(({ state }) => state === 'pending')
        .sort((a, b) => a.delivery.receivedAtMs - b.delivery.receivedAtMs)
        .flatMap(({ delivery: { id, type, invoiceId, paymentId } }) =>
          invoiceId === null ? [] : [{ id, type, invoiceId, paymentId }],
        );
    },
    async countOpen(nowMs) {
      const invoices = [...rows.values()].flatMap(({ payment }) => payment.invoices);
      return invoices.filter(
        ({ status, deadlineMs }) => (status === 'new' || status === 'processing') && deadlineMs > nowMs,
      ).length;
    },
    async prune(nowMs, inboxBeforeMs, personalBeforeMs) {
      for (const [hash, { expiresAtMs }] of keys) if (expiresAtMs <= nowMs) keys.delete(hash);
      for (const [id, { state, delivery }] of inbox)
        if (state === 'applied' && delivery.receivedAtMs < inboxBeforeMs) inbox.delete(id);
      messages.prune(personalBeforeMs);
    },
    async check() {},
    async close() {},
    delivery(id) {
      const row = inbox.get(id);
      return row === undefined ? null : { state: row.state, reason: row.reason };
    },
  };
}

function freshRow(entry: NewPayment): Row {
  const { id, createdAtMs: atMs } = entry.payment;
  return {
    payment: structuredClone({ ...entry.payment, version: 1, invoices: [] }),
    checks: new Map(),
    attempts: 1,
    claimedUntilMs: entry.claimedUntilMs,
    events: [{ type: 'created', atMs, cause: id, data: {}, version: 1 }],
  };
}

function isPaid({ status, paidMsat, amountMsat }: Invoice): boolean {
  return status === 'settled' && paidMsat >= amountMsat;
}

function same(a: { type: string; cause: string }, b: { type: string; cause: string }): boolean {
  return a.type === b.type && a.cause === b.cause;
}

/** Newest first, by id within a millisecond; ids are ASCII. */
function newestFirst(a: Payment, b: Payment): number {
  return b.createdAtMs - a.createdAtMs || (a.id < b.id ? 1 : -1);
}

function wanted({ status, orderId, reference, createdAtMs }: Payment, query: PaymentQuery): boolean {
  return (
    (query.status === undefined || status === query.status) &&
    (query.orderId === undefined || orderId === query.orderId) &&
    (query.reference === undefined || reference === query.reference) &&
    (query.fromMs === undefined || createdAtMs >= query.fromMs) &&
    (query.toMs === undefined || createdAtMs < query.toMs)
  );
}
