import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { merchant, outcome } from './pricing.ts';
import { MERCHANT_KEY, newKey, READ_KEY, type Rig, startRig } from './rig.ts';

interface WireRefund {
  readonly id: string;
  readonly link: string;
}

describe('POST /v1/merchant/payments/:id/refund', { timeout: 60_000 }, () => {
  let rig: Rig;
  beforeAll(async () => {
    rig = await startRig({
      settings: { merchantApiKeys: [MERCHANT_KEY] },
      refunds: ['canmanagepullpayments'],
      webhooks: true,
      timings: { adoptionWaitMs: 20, btcpayCreateMs: 2_000, refundDoubtMs: 60_000 },
    });
  }, 120_000);
  afterAll(() => rig.stop());

  const ask = (id: string, body: unknown, key = newKey(), bearer = MERCHANT_KEY) =>
    fetch(`${rig.url}/v1/merchant/payments/${id}/refund`, {
      method: 'POST',
      headers: {
        Authorization: `Bearer ${bearer}`,
        'Content-Type': 'application/json',
        'Idempotency-Key': key,
      },
      body: JSON.stringify(body),
    });

  async function settled() {
    const payment = await rig.createPayment();
    rig.simulator.pay({ invoiceId: payment.invoiceId });
    await expect.poll(async () => (await rig.payment(payment)).status).toBe('settled');
    return payment;
  }

  const pullPayments = async (): Promise<{ description: string }[]> => {
    const answer = await fetch(`${rig.btcpayUrl}/api/v1/stores/store1/pull-payments`, {
      headers: { Authorization: `token ${rig.refundKey}` },
    });
    return (await answer.json()) as { description: string }[];
  };

  it('answers a link that BTCPay serves, and the same refund to the same key', async () => {
    const { id, reference } = await settled();
    const key = newKey();
    const first = await ask(id, { amount: '20', reason: 'Cup broken' }, key);
    expect([first.status, first.headers.get('idempotency-replayed')]).toEqual([201, null]);
    const refund = (await first.json()) as WireRefund;
    expect(refund).toEqual({
      id: expect.stringMatching(/^rfd_[\w-]{22}$/),
      link: expect.stringMatching(/^http.*\/pull-payments\/\w+$/),
      amount: '20.00',
      currency: 'USD',
      reason: 'Cup broken',
      state: 'created',
      createdAt: expect.any(String),
    });
    const again = await ask(id, { amount: '20.00', reason: 'Cup broken' }, key);
    expect([again.status, again.headers.get('idempotency-replayed')]).toEqual([201, 'true']);
    expect(await again.json()).toEqual(refund);
    expect(await outcome(await ask(id, { amount: '20' }, key))).toBe('422 idempotency_mismatch');
    const ours = (await pullPayments()).filter(({ description }) => description.includes(refund.id));
    expect(ours).toMatchObject([{ name: `Refund ${reference}`, amount: '20.00', currency: 'USD' }]);
    const shown = await (await merchant(rig, 'GET', `payments/${id}`, undefined, READ_KEY)).json();
    expect(shown).toMatchObject({ status: 'settled', refunds: [refund] });
    const { events } = await rig.history(id);
    expect(events.filter(({ type }) => type === 'refund_created')).toMatchObject([{ cause: refund.id }]);
  });

  it('never gives back more than was paid', async () => {
    const { id } = await settled();
    expect(await outcome(await ask(id, { amount: '50.01' }))).toBe('422 amount_out_of_range');
    expect(await outcome(await ask(id, { amount: '0' }))).toBe('422 amount_out_of_range');
    const answers = await Promise.all(Array.from({ length: 4 }, () => ask(id, { amount: '20' })));
    expect(answers.map(({ status }) => status).sort()).toEqual([201, 201, 422, 422]);
    expect(await (await ask(id, {})).json()).toMatchObject({ amount: '10.00' });
    expect(await outcome(await ask(id, {}))).toBe('422 amount_out_of_range');
  });

  it('gives back what is on a payment that did not settle, once its invoice is over', async () => {
    const payment = await rig.createPayment();
    const { invoiceId, invoice } = payment;
    expect(await outcome(await ask(payment.id, {}))).toBe('409 not_settled');
    rig.simulator.pay({ invoiceId, sats: Math.ceil((invoice?.amountSats ?? 0) / 2) });
    await expect.poll(async () => (await rig.payment(payment)).flags).toContain('underpaid');
    expect(await outcome(await ask(payment.id, {}))).toBe('409 not_settled');
    rig.simulator.expire({ invoiceId });
    await expect.poll(async () => (await rig.payment(payment)).status).toBe('expired');
    expect(await (await ask(payment.id, {})).json()).toMatchObject({ amount: '25.00', currency: 'USD' });
  });

  it('refuses strangers, the reading key and what is malformed', async () => {
    const { id } = await settled();
    expect(await outcome(await ask(id, {}, newKey(), newKey()))).toBe('401 unauthorized');
    expect(await outcome(await ask(id, {}, newKey(), READ_KEY))).toBe('403 forbidden');
    expect(await outcome(await ask(id, {}, 'short'))).toBe('400 idempotency_key_invalid');
    expect(await outcome(await ask('pay_unknown', {}))).toBe('404 payment_not_found');
    for (const body of [{ amount: 20 }, { amount: '1e1' }, { amount: '20.001' }, { more: 1 }, []]) {
      expect(await outcome(await ask(id, body)), JSON.stringify(body)).toBe('422 invalid_request');
    }
    expect(await outcome(await ask(id, { reason: 'x'.repeat(201) }))).toBe('422 invalid_request');
  });

  it('finds the pull payment whose answer was lost: one refund is never two', async () => {
    const { id } = await settled();
    const key = newKey();
    // Requests of the sweep and of webhooks are lost too, and made again.
    rig.simulator.slow({ ms: 1, lose: true });
    expect(await outcome(await ask(id, { amount: '20' }, key))).toBe('503 gateway_unavailable');
    rig.simulator.slow({ ms: 0 });
    await expect.poll(async () => (await ask(id, { amount: '20' }, key)).status).toBe(201);
    const shown = await merchant(rig, 'GET', `payments/${id}`);
    const { refunds } = (await shown.json()) as { refunds: WireRefund[] };
    expect(refunds).toMatchObject([{ amount: '20.00', state: 'created' }]);
    const made = await pullPayments();
    expect(made.filter(({ description }) => description.includes(refunds[0]?.id ?? ''))).toHaveLength(1);
    expect(rig.seen.alerts.map(({ name }) => name)).toContain('refund_unknown');
  });
});

describe('a server without BTCPAY_REFUND_API_KEY', { timeout: 60_000 }, () => {
  it('refunds nothing', async () => {
    const rig = await startRig({ settings: { merchantApiKeys: [MERCHANT_KEY] } });
    try {
      const { id } = await rig.createPayment();
      const answer = await fetch(`${rig.url}/v1/merchant/payments/${id}/refund`, {
        method: 'POST',
        headers: {
          Authorization: `Bearer ${MERCHANT_KEY}`,
          'Content-Type': 'application/json',
          'Idempotency-Key': newKey(),
        },
        body: '{}',
      });
      expect(await outcome(answer)).toBe('409 refunds_not_configured');
    } finally {
      await rig.stop();
    }
  });
});
