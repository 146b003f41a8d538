import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { signBtcpayWebhook } from '../../src/btcpay/webhook.ts';
import type { Ports } from '../../src/compose.ts';
import { expectInvariants } from './invariants.ts';
import { type Rig, startRig, webhookBody } from './rig.ts';

describe('incoming provider events', () => {
  let rig: Rig;
  /** Invoices of which BTCPay says Expired with nothing paid, whatever is true. */
  const saidExpired = new Set<string>();
  const forgetful = (ports: Ports): Ports => ({
    ...ports,
    gateway: {
      ...ports.gateway,
      async readInvoice(id) {
        const reading = await ports.gateway.readInvoice(id);
        return saidExpired.has(id) ? { ...reading, providerStatus: 'Expired', received: [] } : reading;
      },
    },
  });
  beforeAll(async () => {
    rig = await startRig({ wrap: forgetful });
  });
  afterAll(async () => {
    await expectInvariants(rig.ledger);
    await rig.stop();
  });

  const settledRows = async (id: string) =>
    (await rig.history(id)).events.filter(({ type }) => type === 'settled');
  const settledEvents = async (id: string) =>
    (await rig.history(id)).outbox.filter(({ type }) => type === 'payment.settled');
  const until = (status: string, payment: { id: string; clientSecret: string }) =>
    vi.waitFor(async () => expect((await rig.payment(payment)).status).toBe(status), { timeout: 10_000 });

  it('F1 the same delivery 10 times at once: all answered 2xx, one ledger entry, one outgoing event', async () => {
    const payment = await rig.createPayment();
    rig.simulator.pay({ invoiceId: payment.invoiceId });
    const body = webhookBody('InvoiceSettled', payment.invoiceId, { manuallyMarked: false, overPaid: false });
    const answers = await Promise.all(Array.from({ length: 10 }, () => rig.deliver(body)));
    expect(answers.map(({ ok }) => ok)).toEqual(Array(10).fill(true));
    // The answer says it too, once new and nine times repeated.
    const repeated = answers.map(({ headers }) => headers.get('delivery-repeated'));
    expect(repeated.toSorted()).toEqual(['false', ...Array(9).fill('true')]);
    await until('settled', payment);
    await rig.inboxEmpty();
    expect(await settledRows(payment.id)).toHaveLength(1);
    expect(await settledEvents(payment.id)).toHaveLength(1);
    expect(rig.seen.counts.get('webhook_repeated')).toBe(9);
  });

  it('F2 redelivery with a new delivery id: 2xx, no second effect', async () => {
    const payment = await rig.createPayment();
    rig.simulator.pay({ invoiceId: payment.invoiceId });
    const first = webhookBody('InvoiceSettled', payment.invoiceId, { originalDeliveryId: 'original-f2' });
    expect((await rig.deliver(first)).ok).toBe(true);
    await until('settled', payment);
    await rig.inboxEmpty();
    const before = await rig.effects(payment.id);
    const stored = rig.seen.counts.get('webhook_stored');
    const again = webhookBody('InvoiceSettled', payment.invoiceId, {
      originalDeliveryId: 'original-f2',
      isRedelivery: true,
    });
    expect((await rig.deliver(again)).ok).toBe(true);
    await rig.inboxEmpty();
    expect(rig.seen.counts.get('webhook_stored')).toBe(stored);
    expect(await rig.effects(payment.id)).toEqual(before);
  });

  it('F4 events reversed: ends settled, later events change nothing', async () => {
    const payment = await rig.createPayment();
    rig.simulator.pay({ invoiceId: payment.invoiceId });
    await rig.deliver(webhookBody('InvoiceSettled', payment.invoiceId));
    await until('settled', payment);
    const before = await rig.effects(payment.id);
    for (const type of [
      'InvoiceProcessing',
      'InvoiceReceivedPayment',
      'InvoicePaymentSettled',
      'InvoiceCreated',
    ]) {
      expect((await rig.deliver(webhookBody(type, payment.invoiceId))).ok).toBe(true);
    }
    await rig.inboxEmpty();
    expect(await rig.effects(payment.id)).toEqual(before);
  });

  it('F5 expired arrives after settled: stays settled, even where BTCPay itself now says Expired', async () => {
    const payment = await rig.createPayment();
    rig.simulator.pay({ invoiceId: payment.invoiceId });
    await rig.deliver(webhookBody('InvoiceSettled', payment.invoiceId));
    await until('settled', payment);
    saidExpired.add(payment.invoiceId);
    expect(
      (await rig.deliver(webhookBody('InvoiceExpired', payment.invoiceId, { partiallyPaid: false }))).ok,
    ).toBe(true);
    await rig.inboxEmpty();
    expect((await rig.payment(payment)).status).toBe('settled');
    expect(await settledRows(payment.id)).toHaveLength(1);
    expect((await rig.history(payment.id)).outbox.map(({ type }) => type)).toEqual(['payment.settled']);
    expect((await rig.payment(payment)).paidSats, 'money that was seen stays seen').toBeGreaterThan(0);
  });

  it('A8 forged webhook: no, short, wrong-algorithm or doubled signature, or a wrong digest: 401, no write', async () => {
    const payment = await rig.createPayment();
    rig.simulator.pay({ invoiceId: payment.invoiceId });
    const body = webhookBody('InvoiceSettled', payment.invoiceId);
    const good = signBtcpayWebhook(Buffer.from(body), 'example-webhook-secret');
    const stored = rig.seen.counts.get('webhook_stored');
    const forged = [
      null,
      '',
      good.slice(0, -2),
      good.replace('sha256=', 'sha1='),
      good.slice('sha256='.length),
      good.toUpperCase(),
      `${good}, ${good}`,
      `${good},${good}`,
      signBtcpayWebhook(Buffer.from(body), 'another-webhook-secret'),
      `sha256=${'0'.repeat(64)}`,
    ];
    for (const signature of forged)
      expect((await rig.deliver(body, signature)).status, String(signature)).toBe(401);
    expect(rig.seen.counts.get('webhook_stored')).toBe(stored);
    expect((await rig.payment(payment)).status).toBe('new');
    expect((await rig.deliver(body)).ok, 'the control').toBe(true);
    await until('settled', payment);
  });

  it('A9 a valid signature for another body, or the same JSON written anew: 401', async () => {
    const payment = await rig.createPayment();
    const body = webhookBody('InvoiceSettled', payment.invoiceId);
    const signature = signBtcpayWebhook(Buffer.from(body), 'example-webhook-secret');
    const other = webhookBody('InvoiceExpired', payment.invoiceId);
    expect((await rig.deliver(other, signature)).status).toBe(401);
    expect((await rig.deliver(JSON.stringify(JSON.parse(body)), signature)).status).toBe(401);
    expect((await rig.deliver(`${body}\n`, signature)).status).toBe(401);
  });

  it('A10 a genuine webhook replayed a day later: 2xx, no effect', async () => {
    const payment = await rig.createPayment();
    rig.simulator.pay({ invoiceId: payment.invoiceId });
    const body = webhookBody('InvoiceSettled', payment.invoiceId, {
      timestamp: Math.floor(Date.now() / 1_000) - 86_400,
    });
    expect((await rig.deliver(body)).ok).toBe(true);
    await until('settled', payment);
    await rig.inboxEmpty();
    const before = await rig.effects(payment.id);
    expect((await rig.deliver(body)).ok).toBe(true);
    await rig.inboxEmpty();
    expect(await rig.effects(payment.id)).toEqual(before);
  });

  it('A11 correctly signed "settled" while the provider says unpaid: not settled, alert', async () => {
    const payment = await rig.createPayment();
    expect((await rig.deliver(webhookBody('InvoiceSettled', payment.invoiceId))).ok).toBe(true);
    await vi.waitFor(
      () =>
        expect(rig.seen.alerts).toContainEqual({
          name: 'webhook_contradicted',
          fields: { reference: payment.reference, invoiceId: payment.invoiceId },
        }),
      { timeout: 10_000 },
    );
    await rig.inboxEmpty();
    expect((await rig.payment(payment)).status).toBe('new');
    expect(await settledEvents(payment.id)).toEqual([]);
  });

  it('A12 a webhook for an invoice of another store, or one that we never created: no effect, counted', async () => {
    const payment = await rig.createPayment();
    rig.simulator.pay({ invoiceId: payment.invoiceId });
    const before = await rig.effects(payment.id);
    const parked = rig.seen.counts.get('webhook_parked') ?? 0;
    expect(
      (await rig.deliver(webhookBody('InvoiceSettled', payment.invoiceId, { storeId: 'another' }))).ok,
    ).toBe(true);
    expect((await rig.deliver(webhookBody('InvoiceSettled', 'neverCreatedHere'))).ok).toBe(true);
    await rig.inboxEmpty();
    expect(rig.seen.counts.get('webhook_parked')).toBe(parked + 1);
    await vi.waitFor(() => expect(rig.seen.counts.get('webhook_unknown_invoice')).toBe(1), {
      timeout: 10_000,
    });
    expect(await rig.effects(payment.id)).toEqual(before);
  });
});
