import { describe, expect, it, vi } from 'vitest';
import { fakeLedger } from '../../test/fakes/fake-ledger.ts';
import { recordWaiting, settling } from '../../test/fakes/ledger-rows.ts';
import { seededRandom } from '../../test/fakes/random.ts';
import { recordingAlerts } from '../../test/fakes/recording-alerts.ts';
import { recordingCounters } from '../../test/fakes/recording-counters.ts';
import { DELIVERED, scriptedSender } from '../../test/fakes/scripted-sender.ts';
import { withMail } from '../payments/outgoing.ts';
import { TIMINGS } from '../timings.ts';
import { buildFulfillment } from './fulfillment.ts';
import { wakeOnMessages } from './wake-on-messages.ts';

/** Fulfillment that would find a message by itself in an hour only. */
async function started() {
  const senders = { webhook: scriptedSender(), notice: scriptedSender(null), receipt: null };
  const inner = fakeLedger();
  const fulfillment = buildFulfillment(senders, {
    outbox: inner,
    alerts: recordingAlerts(),
    counters: recordingCounters(),
    clock: { now: Date.now },
    random: seededRandom('fulfillment'),
    timings: { ...TIMINGS, outboxPollMs: 3_600_000, deliveryWaitsMs: [1e12] },
  });
  const ledger = wakeOnMessages(inner, fulfillment.wake);
  fulfillment.start();
  const change = settling(await recordWaiting(ledger));
  return { senders, ledger, fulfillment, change };
}

describe('buildFulfillment and wakeOnMessages', () => {
  it('send each channel what a change wrote for it, at once; a channel that hangs delays no other', async () => {
    const { senders, ledger, fulfillment, change } = await started();
    await ledger.saveChange(withMail(change, { notices: true, receipts: true }));
    await vi.waitFor(() => expect(senders.notice.sendings).toHaveLength(1), { timeout: 10_000 });
    await vi.waitFor(() => expect(senders.webhook.sendings).toHaveLength(1), { timeout: 10_000 });
    senders.notice.sendings[0]?.end(DELIVERED);
    await vi.waitFor(
      async () =>
        expect(await ledger.listMessages({ limit: 10, state: 'delivered' })).toMatchObject([
          { channel: 'notice' },
        ]),
      { timeout: 10_000 },
    );
    // Off: it waits.
    expect(
      (await ledger.listMessages({ limit: 10, state: 'pending' })).map(({ channel }) => channel),
    ).toContain('receipt');
    senders.webhook.sendings[0]?.end(DELIVERED);
    await fulfillment.stop();
  });

  it('send what is replayed and what a customer asks for at once', async () => {
    const wake = vi.fn();
    const inner = fakeLedger();
    const ledger = wakeOnMessages(inner, wake);
    const change = settling(await recordWaiting(ledger));
    expect(wake).not.toHaveBeenCalled();
    await ledger.saveChange(change);
    const asked = { paymentId: change.payment.id, recipient: 'buyer@example.com', atMs: 1, most: 1 };
    await ledger.askReceipt(asked);
    await ledger.askReceipt(asked);
    const [webhook] = await ledger.listMessages({ limit: 10, state: 'pending' });
    await ledger.replayMessage(webhook?.id ?? '', 1);
    await ledger.replayMessage('evt_unknown', 1);
    await ledger.saveChange(change);
    expect(wake.mock.calls).toEqual([['webhook'], ['receipt'], ['webhook']]);
  });
});
