import { describe, expect, it } from 'vitest';
import type { OutboxEvent } from '../src/payments/change.ts';
import type { AttemptOutcome, ClaimedMessage } from '../src/payments/outgoing.ts';
import type { Payment } from '../src/payments/payment.ts';
import type { Ledger } from '../src/payments/ports.ts';
import { recordWaiting, settling } from './fakes/ledger-rows.ts';
import { freshId } from './fakes/payments.ts';

/** Claims see all that others have left behind, so each test claims at a time of its own, and looks at its own messages. */
let nextMs = Date.UTC(2031, 0, 1);
const freshMs = () => {
  nextMs += 3_600_000;
  return nextMs;
};

/** The part of the ledger's contract that is about what must be heard. */
export function ledgerOutboxContract(ledger: () => Ledger): void {
  /** A settled payment with messages of these channels. */
  async function settledWith(...channels: OutboxEvent['channel'][]): Promise<Payment> {
    const waiting = await recordWaiting(ledger());
    const change = settling(waiting);
    const atMs = change.payment.settledAtMs ?? 0;
    const recipient = 'buyer@example.com';
    const outbox = channels.map(
      (channel): OutboxEvent =>
        channel === 'receipt'
          ? { channel, type: 'receipt', cause: waiting.id, atMs, recipient }
          : { channel, type: 'payment.settled', cause: waiting.id, atMs, recipient: null },
    );
    const saved = await ledger().saveChange({ ...change, outbox });
    if (saved === null) throw new Error('somebody else changed it');
    return saved;
  }

  async function claim(payment: Payment, nowMs: number, more: object = {}): Promise<ClaimedMessage[]> {
    const claimed = await ledger().claimMessages({
      channel: 'webhook',
      endpoint: 'nobody has closed this',
      nowMs,
      leaseUntilMs: nowMs + 60_000,
      limit: 10_000,
      ...more,
    });
    return claimed.filter(({ paymentId }) => paymentId === payment.id);
  }

  async function claimOne(payment: Payment, nowMs: number): Promise<ClaimedMessage> {
    const [message] = await claim(payment, nowMs);
    if (message === undefined) throw new Error('nothing is due');
    return message;
  }

  const outcome = (id: string, nowMs: number, change: Partial<AttemptOutcome> = {}): AttemptOutcome => ({
    id,
    leaseUntilMs: nowMs + 60_000,
    atMs: nowMs,
    durationMs: 12,
    status: 500,
    reason: 'status',
    state: 'pending',
    nextAttemptMs: nowMs + 5_000,
    ...change,
  });
  const DELIVERED = { status: 200, reason: null, state: 'delivered', nextAttemptMs: null } as const;
  const messageOf = async (payment: Payment) => (await ledger().getHistory(payment.id))?.outbox[0];

  describe('claimMessages', () => {
    it('gives a message with its payment to one of many, until its lease is over', async () => {
      const payment = await settledWith('webhook', 'notice');
      const nowMs = freshMs();
      const all = await Promise.all(Array.from({ length: 5 }, () => claim(payment, nowMs)));
      expect(all.flat()).toMatchObject([
        { channel: 'webhook', type: 'payment.settled', state: 'pending', failures: 0, payment },
      ]);
      expect(all.flat()[0]?.dueMs).toBe(payment.settledAtMs);
      expect(await claim(payment, nowMs + 59_999)).toEqual([]);
      expect(await claim(payment, nowMs + 60_000)).toHaveLength(1);
    });

    it('gives each channel its own, receipts with their address', async () => {
      const payment = await settledWith('webhook', 'notice', 'receipt');
      const nowMs = freshMs();
      const [receipt] = await claim(payment, nowMs, { channel: 'receipt', endpoint: null });
      expect(receipt).toMatchObject({ type: 'receipt', recipient: 'buyer@example.com' });
      expect(receipt?.id).toMatch(/^msg_/);
      expect(await claim(payment, nowMs, { channel: 'notice', endpoint: null })).toHaveLength(1);
      expect(await claim(payment, nowMs)).toHaveLength(1);
    });

    it('gives nothing for an endpoint that is closed, until a message is replayed', async () => {
      const payment = await settledWith('webhook');
      const [endpoint, nowMs] = [freshId('endpoint'), freshMs()];
      expect(await ledger().closeEndpoint(endpoint, nowMs)).toBe(true);
      expect(await ledger().closeEndpoint(endpoint, nowMs)).toBe(false);
      expect(await claim(payment, nowMs, { endpoint })).toEqual([]);
      const id = (await messageOf(payment))?.id ?? '';
      await ledger().replayMessage(id, nowMs);
      expect(await claim(payment, nowMs, { endpoint })).toHaveLength(1);
    });
  });

  describe('recordAttempt', () => {
    it('keeps each try, and when the next one is due', async () => {
      const payment = await settledWith('webhook');
      const nowMs = freshMs();
      const { id } = await claimOne(payment, nowMs);
      expect(await ledger().recordAttempt(outcome(id, nowMs))).toBe(true);
      expect(await claim(payment, nowMs + 4_999)).toEqual([]);
      const again = await claimOne(payment, nowMs + 5_000);
      expect(again).toMatchObject({ failures: 1 });
      await ledger().recordAttempt(outcome(id, nowMs + 5_000, DELIVERED));
      expect(await messageOf(payment)).toMatchObject({
        state: 'delivered',
        nextAttemptMs: null,
        attempts: [
          { atMs: nowMs, durationMs: 12, status: 500, reason: 'status' },
          { atMs: nowMs + 5_000, durationMs: 12, status: 200, reason: null },
        ],
      });
      expect(await claim(payment, nowMs + 3_600_000)).toEqual([]);
    });

    it('moves nothing for one whose lease is over, but for a delivery', async () => {
      const payment = await settledWith('webhook');
      const nowMs = freshMs();
      const { id } = await claimOne(payment, nowMs);
      await claimOne(payment, nowMs + 60_000);
      const dead = { state: 'dead', nextAttemptMs: null } as const;
      expect(await ledger().recordAttempt(outcome(id, nowMs, dead))).toBe(false);
      expect(await messageOf(payment)).toMatchObject({ state: 'pending', failures: 0 });
      expect(await ledger().recordAttempt(outcome(id, nowMs, DELIVERED))).toBe(true);
      expect(await ledger().recordAttempt(outcome(id, nowMs + 60_000))).toBe(false);
      const message = await messageOf(payment);
      expect(message).toMatchObject({ state: 'delivered', failures: 0 });
      expect(message?.attempts).toHaveLength(3);
    });
  });

  describe('recordAttempt again', () => {
    it('writes a try down once: the answer was lost', async () => {
      const payment = await settledWith('webhook');
      const nowMs = freshMs();
      const { id } = await claimOne(payment, nowMs);
      const dead = outcome(id, nowMs, { state: 'dead', nextAttemptMs: null });
      expect(await ledger().recordAttempt(dead)).toBe(true);
      expect(await ledger().recordAttempt(dead)).toBe(true);
      expect(await messageOf(payment)).toMatchObject({ state: 'dead', failures: 1 });
      expect((await messageOf(payment))?.attempts).toHaveLength(1);
    });
  });

  describe('replayMessage and listMessages', () => {
    it('bring a dead message back to the start of its schedule', async () => {
      const payment = await settledWith('webhook');
      const nowMs = freshMs();
      const { id } = await claimOne(payment, nowMs);
      await ledger().recordAttempt(outcome(id, nowMs, { state: 'dead', nextAttemptMs: null }));
      expect(await claim(payment, nowMs + 3_600_000)).toEqual([]);
      expect((await ledger().listMessages({ state: 'dead', limit: 100 })).map((one) => one.id)).toContain(id);
      const replayed = await ledger().replayMessage(id, nowMs + 1);
      expect(replayed).toMatchObject({ id, state: 'pending', failures: 0, nextAttemptMs: nowMs + 1 });
      expect(replayed?.attempts).toHaveLength(1);
      expect(await claim(payment, nowMs + 1)).toHaveLength(1);
      expect(await ledger().replayMessage('evt_unknown', nowMs)).toBeNull();
    });

    it('list the newest first, page by page, each once', async () => {
      for (let n = 0; n < 3; n += 1) await settledWith('webhook', 'receipt');
      const all = await ledger().listMessages({ limit: 100 });
      const times = all.map(({ atMs }) => atMs);
      expect(times).toEqual([...times].sort((a, b) => b - a));
      const [first, second, third] = all;
      expect(await ledger().listMessages({ limit: 2 })).toEqual([first, second]);
      expect((await ledger().listMessages({ limit: 1, afterId: second?.id ?? '' }))[0]).toEqual(third);
      expect(await ledger().listMessages({ limit: 1, afterId: 'evt_unknown' })).toEqual([]);
    });
  });

  describe('askReceipt', () => {
    const ask = (payment: Payment, atMs: number) =>
      ledger().askReceipt({ paymentId: payment.id, recipient: 'other@example.com', atMs, most: 3 });

    it('queues so many and no more, those asked for at creation included', async () => {
      const payment = await settledWith('receipt');
      const nowMs = freshMs();
      const asked = [1, 2, 3, 4].map((n) => ask(payment, nowMs + n));
      expect((await Promise.all(asked)).filter(Boolean)).toHaveLength(2);
      const sent = await claim(payment, nowMs + 9, { channel: 'receipt', endpoint: null });
      expect(sent.map(({ recipient }) => recipient).sort()).toEqual([
        'buyer@example.com',
        'other@example.com',
        'other@example.com',
      ]);
    });

    it('queues none for a payment that is not settled, or not there', async () => {
      const waiting = await recordWaiting(ledger());
      expect(await ask(waiting, freshMs())).toBe(false);
      expect(await ask({ ...waiting, id: 'pay_unknown' }, freshMs())).toBe(false);
    });
  });

  describe('forgetPerson', () => {
    it('blanks what is about a person, and mails no receipt any more', async () => {
      const payment = await settledWith('receipt');
      expect(await ledger().forgetPerson(payment.id)).toBe(true);
      expect(await ledger().getPayment(payment.id)).toEqual({
        ...payment,
        email: null,
        description: null,
        metadata: {},
      });
      expect(await messageOf(payment)).toMatchObject({ recipient: null, state: 'dead', nextAttemptMs: null });
      expect(await claim(payment, freshMs(), { channel: 'receipt', endpoint: null })).toEqual([]);
      const id = (await messageOf(payment))?.id ?? '';
      expect(await ledger().replayMessage(id, freshMs()), 'nobody to send it to').toBeNull();
      expect(await ledger().forgetPerson('pay_unknown')).toBe(false);
    });
  });
}
