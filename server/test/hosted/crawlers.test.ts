import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { newKey, type Rig, startRig } from '../acceptance/rig.ts';

/** Requests by what is no customer who pressed a button. */
const LOOKS: readonly (readonly [string, RequestInit])[] = [
  ['a crawler', { headers: { 'User-Agent': 'Mozilla/5.0 (compatible; ExampleBot/1.0)' } }],
  ['a link preview', { headers: { 'User-Agent': 'ExamplePreview/1.0', Range: 'bytes=0-4095' } }],
  ['a prefetch', { headers: { 'Sec-Purpose': 'prefetch;prerender', Purpose: 'prefetch' } }],
  ['a check of the link', { method: 'HEAD' }],
];

describe('the hosted checkout and its receipt', () => {
  let rig: Rig;
  beforeAll(async () => {
    rig = await startRig({ webhooks: true });
  });
  afterAll(() => rig.stop());

  const post = (fields: Record<string, string>, to = '/pay', headers: Record<string, string> = {}) =>
    fetch(rig.url + to, {
      method: 'POST',
      redirect: 'manual',
      headers: { Origin: 'https://pay.example.com', ...headers },
      body: new URLSearchParams(fields),
    });

  it('A53 mint nothing for crawlers, previews and prefetches; a receipt is kept nowhere and leads nowhere', async () => {
    for (const [who, request] of LOOKS) {
      const answer = await fetch(`${rig.url}/pay?amount=50&orderId=A-53`, request);
      expect(answer.status, who).toBe(200);
      expect(answer.headers.get('x-robots-tag'), who).toBe('noindex');
      expect(answer.headers.get('set-cookie'), who).toBeNull();
    }
    expect(await rig.btcpayInvoices()).toEqual([]);
    expect(await rig.ledger.listPayments({ limit: 100 })).toEqual([]);

    const made = await post({ amount: '50', email: 'canary@example.com', key: newKey() });
    const [payment] = await rig.ledger.listPayments({ limit: 100 });
    const [invoice] = payment?.invoices ?? [];
    if (payment === undefined || invoice === undefined) throw new Error('the control: a form mints');
    const secret = /lp_client_secret=([^;]+)/.exec(made.headers.get('set-cookie') ?? '')?.[1] ?? '';
    expect(secret).toContain(`${payment.id}_secret_`);
    rig.simulator.pay({ invoiceId: invoice.id });
    await vi.waitFor(async () => expect((await rig.merchantPayment(payment.id)).status).toBe('settled'), {
      timeout: 10_000,
    });
    const { receiptUrl } = await rig.merchantPayment(payment.id);
    const token = receiptUrl?.replace('https://pay.example.com/receipt/', '') ?? '';
    expect(token).toMatch(/^rcp_[\w-]{22}$/);

    const receipt = await fetch(`${rig.url}/receipt/${token}`);
    expect(receipt.status).toBe(200);
    expect(Object.fromEntries(receipt.headers)).toMatchObject({
      'x-robots-tag': 'noindex',
      'referrer-policy': 'no-referrer',
      'cache-control': 'no-store',
    });
    const text = await receipt.text();
    expect(text).toContain(payment.reference);
    expect(text).toContain(invoice.paymentHash);
    for (const hidden of [payment.id, secret, invoice.id, invoice.bolt11, 'canary'])
      expect(text.includes(hidden), hidden).toBe(false);

    const asSecret = { Authorization: `Bearer ${token}`, Cookie: `lp_client_secret=${token}` };
    for (const path of [
      `/v1/payments/${payment.id}`,
      `/v1/payments/${token}`,
      `/v1/payments/${payment.id}/events`,
      `/pay/${payment.id}`,
      `/pay/${token}`,
      '/receipt/rcp_aaaaaaaaaaaaaaaaaaaaaa',
      `/receipt/${payment.id}`,
      `/receipt/${token}x`,
    ]) {
      expect((await fetch(rig.url + path, { headers: asSecret })).status, path).toBe(404);
    }
    expect((await post({}, `/pay/${payment.id}`, asSecret)).status).toBe(404);
  });
});
