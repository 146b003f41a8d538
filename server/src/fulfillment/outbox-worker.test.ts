import { afterEach, describe, expect, it, vi } from 'vitest';
import { START_MS } from '../../test/fakes/clock.ts';
import { fakeOutbox } from '../../test/fakes/fake-outbox.ts';
import { interruptible } from '../../test/fakes/interruptible.ts';
import { aPayment } from '../../test/fakes/payments.ts';
import { seededRandom } from '../../test/fakes/random.ts';
import { recordingAlerts } from '../../test/fakes/recording-alerts.ts';
import { recordingCounters } from '../../test/fakes/recording-counters.ts';
import { DELIVERED, FAILED, scriptedSender } from '../../test/fakes/scripted-sender.ts';
import { messageId } from '../ledger/message-id.ts';
import type { OutboxEvent } from '../payments/change.ts';
import { PaymentError } from '../payments/errors.ts';
import { TIMINGS } from '../timings.ts';
import { createOutboxWorker } from './outbox-worker.ts';

const DAY_MS = 86_400_000;
const down = () => Promise.reject(new PaymentError('ledger_unavailable'));

/** A worker of the webhooks with so many messages, on a clock of the test's own. */
function workerWith(count: number, endpoint: string | null = 'endpoint') {
  vi.useFakeTimers({ now: START_MS });
  const payments = Array.from({ length: count }, () => aPayment());
  const messages = fakeOutbox(new Map(payments.map((payment) => [payment.id, { payment }])));
  const event: OutboxEvent = {
    channel: 'webhook',
    type: 'payment.settled',
    cause: 'cause',
    atMs: START_MS,
    recipient: null,
  };
  for (const payment of payments) messages.add(payment, [event]);
  const outbox = interruptible(messages);
  const sender = scriptedSender(endpoint);
  const alerts = recordingAlerts();
  const counters = recordingCounters();
  const clock = { now: Date.now };
  const deps = {
    outbox: outbox.port,
    alerts,
    counters,
    clock,
    random: seededRandom('worker'),
    timings: TIMINGS,
  };
  const worker = createOutboxWorker('webhook', sender, deps);
  const ids = payments.map((payment) => messageId(payment.id, event));
  const stateOf = (index = 0) => messages.of(payments[index]?.id ?? '')[0];
  return { worker, outbox, messages, sender, alerts, counters, ids, stateOf, payments };
}

const pass = (ms: number) => vi.advanceTimersByTimeAsync(ms);

describe('createOutboxWorker', () => {
  afterEach(() => {
    vi.useRealTimers();
  });

  it('sends what is there at once, and what came of it is written down', async () => {
    const { worker, sender, stateOf, counters } = workerWith(1);
    worker.start();
    await pass(0);
    await pass(7);
    sender.sendings[0]?.end(DELIVERED);
    await pass(0);
    expect(stateOf()).toMatchObject({
      state: 'delivered',
      attempts: [{ atMs: START_MS, durationMs: 7, status: 200, reason: null }],
    });
    expect(counters.count('outbox_webhook_delivered')).toBe(1);
    await worker.stop();
  });

  it('owns a message for longer than a send may take', () => {
    const longestMs = Math.max(TIMINGS.mailMs, TIMINGS.merchantWebhookMs);
    expect(TIMINGS.outboxLeaseMs).toBeGreaterThan(longestMs + TIMINGS.ledgerCallMs);
  });

  it('sends several at once, and no more than its bound; each that ends makes place', async () => {
    const { worker, sender } = workerWith(20);
    worker.start();
    await pass(0);
    expect(sender.sendings).toHaveLength(8);
    sender.sendings[3]?.end(DELIVERED);
    await pass(0);
    expect(sender.sendings).toHaveLength(9);
    for (let ended = 0; ended < 20; ended += 1) {
      sender.sendings[ended]?.end(DELIVERED);
      await pass(0);
    }
    expect(new Set(sender.sendings.map(({ message }) => message.id)).size).toBe(20);
    await worker.stop();
  });

  it('is woken by a message, and looks by itself where nobody wakes it', async () => {
    const { worker, sender, messages, ids } = workerWith(1);
    worker.start();
    await pass(0);
    sender.sendings[0]?.end(DELIVERED);
    await pass(0);
    await messages.replayMessage(ids[0] ?? '', Date.now());
    worker.wake();
    await pass(0);
    expect(sender.sendings).toHaveLength(2);
    sender.sendings[1]?.end(DELIVERED);
    await pass(1);
    await messages.replayMessage(ids[0] ?? '', Date.now());
    await pass(TIMINGS.outboxPollMs);
    expect(sender.sendings).toHaveLength(3);
    sender.sendings[2]?.end(DELIVERED);
    await worker.stop();
  });

  it('forgets no wake that comes while it looks', async () => {
    const { worker, sender, outbox, messages, ids } = workerWith(1);
    outbox.next('claimMessages', async (run) => {
      const none = (await run()).slice(1);
      await messages.replayMessage(ids[0] ?? '', Date.now());
      worker.wake();
      return none;
    });
    worker.wake();
    await pass(0);
    expect(sender.sendings).toHaveLength(1);
    sender.sendings[0]?.end(DELIVERED);
    await worker.stop();
  });

  it('tries ten times over three days, then it is dead, with one alert', async () => {
    const { worker, sender, stateOf, alerts, ids, payments } = workerWith(1);
    worker.start();
    for (let tries = 1; tries <= 10; tries += 1) {
      await pass(TIMINGS.outboxPollMs);
      expect(sender.sendings).toHaveLength(tries);
      sender.sendings[tries - 1]?.end(FAILED);
      await pass(0);
      vi.setSystemTime(stateOf()?.nextAttemptMs ?? Date.now());
    }
    expect(Date.now() - START_MS).toBeGreaterThan(2 * DAY_MS);
    expect(stateOf()).toMatchObject({ state: 'dead', failures: 10 });
    expect(stateOf()?.attempts).toHaveLength(10);
    expect(alerts.raised).toEqual([
      {
        name: 'delivery_dead',
        fields: {
          channel: 'webhook',
          messageId: ids[0],
          reference: payments[0]?.reference,
          type: 'payment.settled',
          tries: 10,
        },
      },
    ]);
    await worker.stop();
  });

  it('closes an address that is gone, once, and keeps what is meant for it', async () => {
    const { worker, sender, stateOf, alerts } = workerWith(2);
    worker.start();
    await pass(0);
    for (const { end } of sender.sendings) end({ ...FAILED, kind: 'gone', status: 410, reason: 'gone' });
    vi.setSystemTime(START_MS + DAY_MS);
    await pass(TIMINGS.outboxPollMs);
    expect(sender.sendings).toHaveLength(2);
    expect([stateOf(0)?.state, stateOf(1)?.state]).toEqual(['pending', 'pending']);
    expect(alerts.raised).toEqual([{ name: 'endpoint_closed', fields: { channel: 'webhook' } }]);
    await worker.stop();
  });

  it('ends a message that nobody is left for, without alert', async () => {
    const { worker, sender, stateOf, alerts } = workerWith(1, null);
    worker.start();
    await pass(0);
    sender.sendings[0]?.end({ ...FAILED, kind: 'forgotten', status: null, reason: null });
    await pass(0);
    expect([stateOf()?.state, alerts.raised]).toEqual(['dead', []]);
    await worker.stop();
  });

  it('sends nothing that was due before the channel was on, one alert for all; replayed it goes', async () => {
    const { worker, sender, stateOf, alerts, messages, ids } = workerWith(20);
    vi.setSystemTime(START_MS + 4 * DAY_MS);
    worker.start();
    await pass(0);
    expect(sender.sendings).toHaveLength(0);
    expect(stateOf()).toMatchObject({ state: 'dead', attempts: [{ reason: 'too_old', status: null }] });
    expect(alerts.raised).toEqual([{ name: 'delivery_too_old', fields: { channel: 'webhook', count: 20 } }]);
    await messages.replayMessage(ids[0] ?? '', Date.now());
    await pass(TIMINGS.outboxPollMs);
    expect(sender.sendings).toHaveLength(1);
    sender.sendings[0]?.end(DELIVERED);
    await worker.stop();
  });

  it('sends an old message that was replayed, though its tries are forgotten', async () => {
    const { worker, sender, messages, ids } = workerWith(1);
    vi.setSystemTime(START_MS + 100 * DAY_MS);
    await messages.replayMessage(ids[0] ?? '', Date.now());
    worker.start();
    await pass(0);
    expect(sender.sendings).toHaveLength(1);
    sender.sendings[0]?.end(DELIVERED);
    await worker.stop();
  });

  it('goes on when the ledger is back, and sends nothing twice that it could not write down', async () => {
    const { worker, sender, outbox, counters, stateOf } = workerWith(1);
    outbox.next('claimMessages', down);
    worker.start();
    await pass(0);
    expect([sender.sendings.length, counters.count('outbox_webhook_claim_failed')]).toEqual([0, 1]);
    await pass(TIMINGS.outboxPollMs);
    // Down for longer than the lease.
    for (let second = 0; second < 90; second += 1) outbox.next('recordAttempt', down);
    sender.sendings[0]?.end(DELIVERED);
    await pass(95_000);
    expect(sender.sendings).toHaveLength(1);
    expect(stateOf()).toMatchObject({ state: 'delivered', attempts: [{ reason: null }] });
    expect(counters.count('outbox_webhook_record_failed')).toBe(90);
    await worker.stop();
  });

  it('takes a sender that throws for a failed one', async () => {
    const { worker, sender, stateOf } = workerWith(1);
    vi.spyOn(sender, 'send').mockImplementation(() => {
      throw new Error('a bug');
    });
    worker.start();
    await pass(0);
    expect(stateOf()).toMatchObject({ state: 'pending', attempts: [{ reason: 'internal_error' }] });
    await worker.stop();
  });

  it('waits at its end for what is in flight, and takes no more', async () => {
    const { worker, sender, stateOf } = workerWith(9);
    worker.start();
    await pass(0);
    const over = vi.fn();
    const ended = worker.stop().then(over);
    worker.wake();
    await pass(5_000);
    expect(over).not.toHaveBeenCalled();
    for (const { end } of sender.sendings) end(DELIVERED);
    await pass(0);
    await ended;
    expect([sender.sendings.length, stateOf(7)?.state, stateOf(8)?.state]).toEqual([
      8,
      'delivered',
      'pending',
    ]);
  });

  it('waits for no longer than a shutdown may take', async () => {
    const { worker, stateOf } = workerWith(1);
    worker.start();
    await pass(0);
    const over = vi.fn();
    void worker.stop().then(over);
    await pass(TIMINGS.shutdownGraceMs - 1);
    expect(over).not.toHaveBeenCalled();
    await pass(1);
    expect(over).toHaveBeenCalled();
    expect(stateOf()).toMatchObject({ state: 'pending', nextAttemptMs: START_MS + TIMINGS.outboxLeaseMs });
  });
});
