import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { expectInvariants } from './invariants.ts';
import { NO_SWEEP, QUICK_SWEEP, type Rig, startRig, webhookBody } from './rig.ts';

type Created = Awaited<ReturnType<Rig['createPayment']>>;

/** Waits until a payment is settled and tells how. */
async function settled(rig: Rig, payment: Created) {
  await vi.waitFor(async () => expect((await rig.payment(payment)).status).toBe('settled'), {
    timeout: 8_000,
  });
  const { flags, paidSats } = await rig.payment(payment);
  return { flags, paidSats };
}

async function expired(rig: Rig, payment: Created) {
  await vi.waitFor(async () => expect((await rig.payment(payment)).status).toBe('expired'), {
    timeout: 8_000,
  });
}

describe('reconciliation without webhooks', () => {
  let rig: Rig;
  beforeAll(async () => {
    rig = await startRig({ lifeScale: 0.02, timings: QUICK_SWEEP });
  });
  afterAll(async () => {
    await expectInvariants(rig.ledger);
    await rig.stop();
  });

  it('F6 full payment after expiry, which BTCPay calls Expired + PaidLate: settled with flag late, told to the merchant and to an open page', async () => {
    const payment = await rig.createPayment();
    rig.simulator.expire({ invoiceId: payment.invoiceId });
    await expired(rig, payment);
    const page = await fetch(`${rig.url}/v1/payments/${payment.id}/events`, {
      headers: { Authorization: `Bearer ${payment.clientSecret}` },
    });
    // BTCPay's times are whole seconds: money within the second of the expiry is not late.
    const endedAt = Math.floor(Date.now() / 1_000);
    await vi.waitFor(() => expect(Math.floor(Date.now() / 1_000)).toBeGreaterThan(endedAt), {
      timeout: 2_000,
    });
    rig.simulator.pay({ invoiceId: payment.invoiceId, btcpay: 'heard' });
    expect(await settled(rig, payment)).toEqual({ flags: ['late'], paidSats: 77_650 });
    expect(await page.text()).toMatch(/"status":"expired".*"status":"settled","flags":\["late"\]/s);
    expect((await rig.history(payment.id)).outbox.map(({ type }) => type)).toEqual([
      'payment.expired',
      'payment.settled',
    ]);
  });

  it('F7 every webhook is dropped: the sweep settles the payment', async () => {
    const payments = [];
    for (let index = 0; index < 6; index += 1) payments.push(await rig.createPayment());
    for (const { invoiceId } of payments) rig.simulator.pay({ invoiceId });
    for (const payment of payments)
      expect(await settled(rig, payment)).toEqual({ flags: [], paidSats: 77_650 });
    expect(rig.seen.counts.get('webhook_stored')).toBeUndefined();
  });

  it('F56 BTCPay is killed after it stored a payment: settled by the next sweep, not late', async () => {
    const payment = await rig.createPayment();
    rig.simulator.pay({ invoiceId: payment.invoiceId, btcpay: 'stored' });
    expect(await settled(rig, payment)).toEqual({ flags: [], paidSats: 77_650 });
  });

  it('F57 BTCPay cannot reach its node when the payment comes, and the invoice expires unpaid: settled from the node', async () => {
    const punctual = await rig.createPayment();
    rig.simulator.pay({ invoiceId: punctual.invoiceId, btcpay: 'missed' });
    rig.simulator.expire({ invoiceId: punctual.invoiceId });
    expect(await settled(rig, punctual)).toEqual({ flags: [], paidSats: 77_650 });
  });

  it('F58 BTCPay is down over payment and expiry, then says Expired + PaidLate with a punctual time: settled, not late', async () => {
    const payment = await rig.createPayment();
    rig.simulator.pay({ invoiceId: payment.invoiceId, btcpay: 'missed' });
    rig.simulator.down({ seconds: 3 });
    const before = Date.now();
    expect(await settled(rig, payment)).toEqual({ flags: [], paidSats: 77_650 });
    expect(Date.now() - before, 'not before BTCPay was back').toBeGreaterThan(1_500);
  }, 15_000);

  it('F61 500 payments created within the same second: the sweep reads every one of them', async () => {
    const seen = new Set<string>();
    const quick = await startRig({
      timings: { sweepMs: 500, checkUnpaidMs: 500 },
      wrap: (ports) => ({
        ...ports,
        gateway: {
          ...ports.gateway,
          async listUnpaid(fromMs, toMs) {
            const page = await ports.gateway.listUnpaid(fromMs, toMs);
            for (const { invoiceId } of page.readings) seen.add(invoiceId);
            return page;
          },
        },
      }),
    });
    const created = await Promise.all(
      Array.from({ length: 500 }, () => quick.create().then((answer) => answer.json())),
    );
    const ids = (await quick.btcpayInvoices()).map(({ id }) => id);
    expect(created).toHaveLength(500);
    expect(ids).toHaveLength(500);
    await vi.waitFor(() => expect(ids.filter((id) => !seen.has(id))).toEqual([]), { timeout: 20_000 });
    await quick.stop();
  }, 60_000);
});

describe('hints that come early, twisted or not at all', () => {
  let rig: Rig;
  beforeAll(async () => {
    rig = await startRig({ webhooks: true, timings: NO_SWEEP });
  });
  afterAll(async () => {
    await expectInvariants(rig.ledger);
    await rig.stop();
  });

  it('F3 the provider repeats "payment settled" with fresh ids in a loop: no further effect, a counter rises, one alert', async () => {
    const payment = await rig.createPayment();
    rig.simulator.pay({ invoiceId: payment.invoiceId });
    await settled(rig, payment);
    await rig.inboxEmpty();
    const before = await rig.effects(payment.id);
    for (let index = 0; index < 50; index += 1) {
      expect((await rig.deliver(webhookBody('InvoiceSettled', payment.invoiceId))).ok).toBe(true);
    }
    await rig.inboxEmpty();
    expect(await rig.effects(payment.id)).toEqual(before);
    expect(rig.seen.counts.get('webhook_after_settled')).toBeGreaterThanOrEqual(50);
    const loops = rig.seen.alerts.filter(({ name }) => name === 'webhook_loop');
    expect(loops).toEqual([{ name: 'webhook_loop', fields: { invoiceId: payment.invoiceId } }]);
  });

  it('F11 valid signature but unknown type or missing field: 2xx, parked with a reason, the next event is not delayed', async () => {
    const payment = await rig.createPayment();
    const parked = rig.seen.counts.get('webhook_parked') ?? 0;
    const { invoiceId: _, ...incomplete } = JSON.parse(
      webhookBody('InvoiceSettled', payment.invoiceId),
    ) as Record<string, unknown>;
    for (const body of [
      webhookBody('InvoiceTeleported', payment.invoiceId),
      JSON.stringify(incomplete),
      '[]',
      'no json',
    ]) {
      expect((await rig.deliver(body)).ok, body).toBe(true);
    }
    expect(rig.seen.counts.get('webhook_parked')).toBe(parked + 4);
    rig.simulator.pay({ invoiceId: payment.invoiceId });
    await settled(rig, payment);
  });

  it('F13 underpayment: flag underpaid, no settled event, the code for the remainder, renewal refused; the rest settles it', async () => {
    const payment = await rig.createPayment();
    rig.simulator.pay({ invoiceId: payment.invoiceId, sats: 50_000 });
    await vi.waitFor(async () => expect((await rig.payment(payment)).flags).toEqual(['underpaid']), {
      timeout: 10_000,
    });
    const part = await rig.payment(payment);
    expect(part).toMatchObject({ status: 'new', paidSats: 50_000, invoice: { amountSats: 27_650 } });
    expect(part.invoice?.bolt11).not.toBe(payment.invoice?.bolt11);
    expect((await rig.history(payment.id)).outbox.map(({ type }) => type)).toEqual(['payment.underpaid']);
    const renewal = await rig.renew(payment);
    expect([renewal.status, ((await renewal.json()) as { code: string }).code]).toEqual([
      409,
      'partially_paid',
    ]);
    rig.simulator.pay({ bolt11: part.invoice?.bolt11 });
    expect(await settled(rig, payment)).toEqual({ flags: [], paidSats: 77_650 });
    expect((await rig.history(payment.id)).outbox.map(({ type }) => type)).toEqual([
      'payment.underpaid',
      'payment.settled',
    ]);
  });

  it('F14 overpayment: settled once, the surplus recorded and shown to the merchant', async () => {
    const payment = await rig.createPayment();
    rig.simulator.pay({ invoiceId: payment.invoiceId, sats: 100_000 });
    expect(await settled(rig, payment)).toEqual({ flags: ['overpaid'], paidSats: 100_000 });
    await rig.inboxEmpty();
    expect((await rig.history(payment.id)).outbox.map(({ type }) => type).sort()).toEqual([
      'payment.overpaid',
      'payment.settled',
    ]);
    expect(await rig.merchantPayment(payment.id)).toMatchObject({ paidSats: 100_000, flags: ['overpaid'] });
  });

  it('F15 marked settled by hand: settled with flag manual; marked invalid later: status stays, flag reversed, event and alert', async () => {
    const payment = await rig.createPayment();
    rig.simulator.mark({ invoiceId: payment.invoiceId, status: 'Settled' });
    expect(await settled(rig, payment)).toEqual({ flags: ['manual'], paidSats: 0 });
    rig.simulator.mark({ invoiceId: payment.invoiceId, status: 'Invalid' });
    await vi.waitFor(async () => expect((await rig.payment(payment)).flags).toEqual(['manual', 'reversed']), {
      timeout: 10_000,
    });
    expect((await rig.payment(payment)).status).toBe('settled');
    expect((await rig.history(payment.id)).outbox.map(({ type }) => type)).toEqual([
      'payment.settled',
      'payment.reversed',
    ]);
    expect(rig.seen.alerts).toContainEqual({
      name: 'payment_reversed',
      fields: { reference: payment.reference },
    });
  });
});
