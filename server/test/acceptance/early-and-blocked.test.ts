import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import type { Ports } from '../../src/compose.ts';
import { PaymentError } from '../../src/payments/errors.ts';
import { expectInvariants } from './invariants.ts';
import { NO_SWEEP, QUICK_SWEEP, type Rig, startRig, webhookBody } from './rig.ts';

type Created = Awaited<ReturnType<Rig['createPayment']>>;
const status = async (rig: Rig, payment: Created) => (await rig.payment(payment)).status;
const settled = (rig: Rig, payment: Created) =>
  vi.waitFor(async () => expect(await status(rig, payment)).toBe('settled'), { timeout: 8_000 });
const rows = async (rig: Rig, payment: Created, type: string) =>
  (await rig.history(payment.id)).events.filter((event) => event.type === type).length;

describe('webhooks before, without and behind the database', () => {
  let rig: Rig;
  /** Runs before an invoice's row is committed. */
  let beforeCommit: ((invoiceId: string) => Promise<void>) | null = null;
  let databaseIsDown = false;
  let answerIsLost = false;
  const disturbed = (ports: Ports): Ports => ({
    ...ports,
    ledger: {
      ...ports.ledger,
      async saveChange(change) {
        const hook = beforeCommit;
        beforeCommit = null;
        if (change.firstCheckMs !== null) await hook?.(change.invoice.id);
        return ports.ledger.saveChange(change);
      },
      storeDelivery: (...args) =>
        // A database that is gone does not refuse: it does not answer.
        databaseIsDown
          ? new Promise(() => {})
          : ports.ledger.storeDelivery(...args).then((fresh) => {
              if (!answerIsLost) return fresh;
              throw new PaymentError('ledger_unavailable');
            }),
    },
  });
  beforeAll(async () => {
    rig = await startRig({
      webhooks: true,
      wrap: disturbed,
      timings: { ...NO_SWEEP, webhookStoreMs: 100, inboxTakeUpMs: 100 },
    });
  });
  afterAll(async () => {
    await expectInvariants(rig.ledger);
    await rig.stop();
  });

  it('F8 a webhook comes before our own row is committed: kept in the inbox, applied once the row is there', async () => {
    rig.simulator.webhooks({ drop: true });
    beforeCommit = async (invoiceId) => {
      rig.simulator.pay({ invoiceId });
      expect((await rig.deliver(webhookBody('InvoiceSettled', invoiceId))).ok).toBe(true);
      await vi.waitFor(() => expect(rig.seen.counts.get('webhook_unknown_invoice')).toBe(1), {
        timeout: 10_000,
      });
    };
    const payment = await rig.createPayment();
    await settled(rig, payment);
    await rig.inboxEmpty();
    expect(await rows(rig, payment, 'settled')).toBe(1);
    rig.simulator.webhooks({});
  });

  it('does the same where the webhook names our payment: recorded by whoever is first, shown to the customer who waits', async () => {
    rig.simulator.webhooks({ drop: true });
    beforeCommit = async (invoiceId) => {
      const [newest] = await rig.ledger.listPayments({ limit: 1 });
      const lightningPay = { v: 1, paymentId: newest?.id, attempt: 1, orderId: null, pricedBy: 'open' };
      rig.simulator.pay({ invoiceId });
      await rig.deliver(webhookBody('InvoiceSettled', invoiceId, { metadata: { lightningPay } }));
      await vi.waitFor(
        async () => expect((await rig.ledger.listPayments({ limit: 1 }))[0]?.status).toBe('settled'),
        { timeout: 10_000 },
      );
    };
    const payment = await rig.createPayment();
    await settled(rig, payment);
    expect(await rows(rig, payment, 'settled')).toBe(1);
    rig.simulator.webhooks({});
  });

  it('F9 the database is down when a webhook comes: 503 in time, nothing acknowledged, applied later by redelivery', async () => {
    const payment = await rig.createPayment();
    databaseIsDown = true;
    const refused = await rig.deliver(webhookBody('InvoiceSettled', payment.invoiceId));
    expect(refused.status).toBe(503);
    rig.simulator.pay({ invoiceId: payment.invoiceId });
    expect(await status(rig, payment)).toBe('new');
    databaseIsDown = false;
    await settled(rig, payment);
    expect(await rows(rig, payment, 'settled')).toBe(1);
  });

  it('a webhook is stored but nobody hears of it: 503, its redelivery is welcome, and it is applied', async () => {
    const payment = await rig.createPayment();
    rig.simulator.webhooks({ drop: true });
    rig.simulator.pay({ invoiceId: payment.invoiceId });
    const body = webhookBody('InvoiceSettled', payment.invoiceId);
    answerIsLost = true;
    expect((await rig.deliver(body)).status).toBe(503);
    answerIsLost = false;
    expect((await rig.deliver(body)).ok).toBe(true);
    await settled(rig, payment);
    await rig.inboxEmpty();
    rig.simulator.webhooks({});
  });
});

describe('a queue that is held back', () => {
  it('F12 one event fails, so the provider holds its queue back: other payments settle through reconciliation', async () => {
    const refused = new Set<string>();
    const rig = await startRig({
      webhooks: true,
      timings: QUICK_SWEEP,
      wrap: (ports) => ({
        ...ports,
        ledger: {
          ...ports.ledger,
          storeDelivery: (delivery, ...rest) => {
            if (refused.has(delivery.invoiceId ?? '')) throw new PaymentError('ledger_unavailable');
            return ports.ledger.storeDelivery(delivery, ...rest);
          },
        },
      }),
    });
    const [first, second] = [await rig.createPayment(), await rig.createPayment()];
    refused.add(first.invoiceId);
    rig.simulator.pay({ invoiceId: first.invoiceId });
    rig.simulator.pay({ invoiceId: second.invoiceId });
    await settled(rig, second);
    await settled(rig, first);
    expect(rig.seen.counts.get('webhook_stored'), 'no webhook came through').toBeUndefined();
    expect(rig.seen.counts.get('sweep_found')).toBe(2);
    await expectInvariants(rig.ledger);
    await rig.stop();
  }, 60_000);
});

describe('clocks that differ', () => {
  it.each([-10, 10])(
    'F24 the provider clock is %i min off: the countdown is ours, never early, never negative',
    async (minutes) => {
      const rig = await startRig({ timings: NO_SWEEP, btcpayClockMs: minutes * 60_000 });
      const payment = await rig.createPayment();
      expect(payment.invoice?.expiresInSeconds).toBeGreaterThan(3_590);
      expect(payment.invoice?.expiresInSeconds).toBeLessThanOrEqual(3_600);
      const shownEndMs = Date.parse(payment.invoice?.expiresAt ?? '');
      expect(
        Math.abs(shownEndMs - (Date.now() + minutes * 60_000 + 3_600_000)),
        'expiresAt is the BOLT11 clock',
      ).toBeLessThan(10_000);
      await rig.stop();
    },
    60_000,
  );
});
