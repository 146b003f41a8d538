import { messageId } from '../../src/ledger/message-id.ts';
import type { OutboxEvent } from '../../src/payments/change.ts';
import type { Attempt, Message, Outbox } from '../../src/payments/outgoing.ts';
import type { Payment } from '../../src/payments/payment.ts';

/** An outbox in memory, beside the payments of a fake ledger. */
export interface FakeOutbox extends Outbox {
  /** Adds what a change must tell; what is there stays. */
  add(payment: Payment, events: readonly OutboxEvent[]): void;
  /** Messages of a payment, oldest first. */
  of(paymentId: string): readonly Message[];
  /** Forgets what is about a person, of old payments. */
  prune(beforeMs: number): void;
}

type Row = { -readonly [Key in keyof Message]: Message[Key] };

/** What an outbox knows of a payment. */
export interface OutboxOwner {
  payment: Payment;
}

/** Builds it, empty. */
export function fakeOutbox(owners: ReadonlyMap<string, OutboxOwner>): FakeOutbox {
  const rows = new Map<string, Row>();
  const closed = new Set<string>();
  const paymentOf = ({ paymentId }: Row): Payment => {
    const owner = owners.get(paymentId);
    if (owner === undefined) throw new Error('a message without its payment');
    return owner.payment;
  };
  const of = (paymentId: string) =>
    structuredClone([...rows.values()].filter((row) => row.paymentId === paymentId).sort(oldestFirst));
  const blank = (id: string) => {
    const owner = owners.get(id);
    if (owner === undefined) return false;
    owner.payment = { ...owner.payment, email: null, description: null, metadata: {} };
    return true;
  };

  return {
    add(payment, events) {
      for (const event of events) {
        const id = messageId(payment.id, event);
        if (!rows.has(id)) rows.set(id, freshRow(id, payment.id, event));
      }
    },
    of,
    async claimMessages({ channel, endpoint, nowMs, leaseUntilMs, limit }) {
      if (endpoint !== null && closed.has(endpoint)) return [];
      const due = [...rows.values()]
        .filter((row) => row.channel === channel && row.nextAttemptMs !== null && row.nextAttemptMs <= nowMs)
        .sort((a, b) => (a.nextAttemptMs ?? 0) - (b.nextAttemptMs ?? 0))
        .slice(0, limit);
      const dueMs = new Map(due.map(({ id, nextAttemptMs }) => [id, nextAttemptMs ?? 0]));
      for (const row of due) row.nextAttemptMs = leaseUntilMs;
      return structuredClone(
        due
          .map((row) => ({ ...row, dueMs: dueMs.get(row.id) ?? 0, payment: paymentOf(row) }))
          .sort(oldestFirst),
      );
    },
    async recordAttempt({ id, leaseUntilMs, state, nextAttemptMs, ...attempt }) {
      const row = rows.get(id);
      if (row === undefined) throw new Error('no such message');
      if (row.attempts.some((one) => isSame(one, attempt))) return true;
      row.attempts = [...row.attempts, attempt];
      const owned = row.state === 'pending' && row.nextAttemptMs === leaseUntilMs;
      if (row.state === 'delivered' || (state !== 'delivered' && !owned)) return false;
      if (attempt.reason !== null) row.failures += 1;
      row.state = state;
      row.nextAttemptMs = state === 'pending' ? (nextAttemptMs ?? row.nextAttemptMs) : null;
      return true;
    },
    async replayMessage(id, nowMs) {
      const row = rows.get(id);
      if (row === undefined || (row.channel === 'receipt' && row.recipient === null)) return null;
      Object.assign(row, { state: 'pending', failures: 0, nextAttemptMs: nowMs });
      if (row.channel === 'webhook') closed.clear();
      return structuredClone(row);
    },
    async listMessages({ state, limit, afterId }) {
      const all = [...rows.values()].sort(oldestFirst).reverse();
      const start = afterId === undefined ? 0 : all.findIndex(({ id }) => id === afterId) + 1;
      if (afterId !== undefined && start === 0) return [];
      const wanted = all.slice(start).filter((row) => state === undefined || row.state === state);
      return structuredClone(wanted.slice(0, limit));
    },
    async closeEndpoint(endpoint) {
      if (closed.has(endpoint)) return false;
      closed.add(endpoint);
      return true;
    },
    async askReceipt({ paymentId, recipient, atMs, most }) {
      const owner = owners.get(paymentId);
      const sent = of(paymentId).filter(({ channel }) => channel === 'receipt').length;
      if (owner?.payment.status !== 'settled' || sent >= most) return false;
      const cause = `asked:${atMs}`;
      this.add(owner.payment, [{ channel: 'receipt', type: 'receipt', cause, atMs, recipient }]);
      return true;
    },
    async forgetPerson(paymentId) {
      if (!blank(paymentId)) return false;
      for (const row of rows.values()) {
        if (row.paymentId !== paymentId || row.channel !== 'receipt') continue;
        row.recipient = null;
        if (row.state === 'pending') Object.assign(row, { state: 'dead', nextAttemptMs: null });
      }
      return true;
    },
    prune(beforeMs) {
      for (const { payment } of owners.values()) if (payment.createdAtMs < beforeMs) blank(payment.id);
      for (const row of rows.values()) {
        if (row.state === 'delivered' && row.atMs < beforeMs) row.attempts = [];
        if (paymentOf(row).createdAtMs < beforeMs) row.recipient = null;
      }
    },
  };
}

function freshRow(id: string, paymentId: string, event: OutboxEvent): Row {
  return {
    ...event,
    id,
    paymentId,
    state: 'pending',
    failures: 0,
    nextAttemptMs: event.atMs,
    attempts: [],
  };
}

function isSame(one: Attempt, other: Attempt): boolean {
  return one.atMs === other.atMs && one.durationMs === other.durationMs && one.reason === other.reason;
}

/** Of one moment the webhook comes first; ids are ASCII. */
function oldestFirst(a: Row, b: Row): number {
  if (a.atMs !== b.atMs) return a.atMs - b.atMs;
  if (a.channel !== b.channel) return a.channel < b.channel ? 1 : -1;
  return a.id < b.id ? -1 : 1;
}
