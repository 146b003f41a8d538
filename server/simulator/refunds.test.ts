import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { answerValidator, EXCEPTIONS } from './openapi.ts';
import { exchange, normalise, RECORDED_STORE, send, shapeOf, webhooksOf } from './recordings.ts';
import { OWNER_KEY, openScene, type Scene } from './scene.ts';

const STORE = `/api/v1/stores/${RECORDED_STORE.storeId}`;
const SATS = { amount: '1500', currency: 'SATS', metadata: { orderId: 'RF-1' } };
const scoped = (name: string) => `btcpay.store.${name}:${RECORDED_STORE.storeId}`;
const REFUNDER = {
  key: 'r'.repeat(40),
  label: 'refunds',
  permissions: [scoped('cancreatenonapprovedpullpayments')],
};
const BACKEND = {
  key: 'b'.repeat(40),
  label: 'backend',
  permissions: [scoped('cancreateinvoice'), scoped('canviewinvoices'), scoped('canviewlightninginvoice')],
};

let scene: Scene;
beforeEach(async () => {
  scene = await openScene({ apiKeys: [OWNER_KEY, REFUNDER, BACKEND] });
});
afterEach(() => scene.close());

const custom = (customAmount: string) => ({ refundVariant: 'Custom', customAmount, customCurrency: 'USD' });

function refund(invoiceId: string, body: unknown, key = OWNER_KEY.key) {
  const headers = { Authorization: `token ${key}`, 'Content-Type': 'application/json' };
  return send(scene.base, 'POST', `${STORE}/invoices/${invoiceId}/refund`, headers, body);
}

async function paid(): Promise<string> {
  const invoiceId = await scene.create(SATS);
  scene.simulator.pay({ invoiceId });
  return invoiceId;
}

describe('refundRoutes', () => {
  it('answer and tell as recorded', async () => {
    const recorded = exchange('invoices/refund');
    const invoiceId = await paid();
    const answer = await refund(invoiceId, recorded.request.body);
    expect(answer.status).toBe(200);
    const named = { ...Object(recorded.response.body), name: `Refund ${invoiceId}` };
    const host = (text: string) => text.replace(/pull-payments\/\w+/, 'pull-payments/<id>');
    expect(host(shapeOf(answer.body))).toBe(host(shapeOf(named)));
    const [, told] = webhooksOf('events-refund');
    const received = await scene.receiver.arrived(6);
    expect(normalise(received.at(-1)?.body ?? '')).toBe(normalise(told?.rawBodyUtf8 ?? ''));
    expect(JSON.parse(received.at(-1)?.body ?? '{}')).toMatchObject({
      type: 'InvoiceRefund',
      pullPaymentId: Object(answer.body).id,
      invoiceId,
    });
  });

  it('refuse the key of the backend, as recorded', async () => {
    const recorded = exchange('invoices/refund-with-least-privilege-key');
    const answer = await refund(await paid(), recorded.request.body, BACKEND.key);
    expect(answer.status).toBe(403);
    expect(answer.body).toEqual(recorded.response.body);
    const headers = { Authorization: `token ${BACKEND.key}` };
    expect((await send(scene.base, 'GET', `${STORE}/pull-payments`, headers, null)).status).toBe(403);
  });

  it('make what was asked for, to be claimed only after a look, and list it to who may see it', async () => {
    const body = { ...custom('20.00'), name: 'Refund LP-1', description: 'LP-1 rfd_1' };
    const answer = await refund(await paid(), body, REFUNDER.key);
    expect(answer.body).toMatchObject({
      name: 'Refund LP-1',
      description: 'LP-1 rfd_1',
      amount: '20.00',
      currency: 'USD',
      autoApproveClaims: false,
    });
    const documented = ['post', '/api/v1/invoices/{invoiceId}/refund', '200'] as const;
    expect(answerValidator(documented, EXCEPTIONS)?.(answer.body)).toBe(true);
    expect(await scene.call('GET', `${STORE}/pull-payments`)).toEqual([answer.body]);
    const headers = { Authorization: `token ${REFUNDER.key}` };
    expect((await send(scene.base, 'GET', `${STORE}/pull-payments`, headers, null)).status).toBe(403);
  });

  it.each([
    ['unpaid', () => {}, 400],
    ['paid in part', (id: string) => scene.simulator.pay({ invoiceId: id, sats: 1 }), 400],
    [
      'paid in part and over',
      (id: string) => {
        scene.simulator.pay({ invoiceId: id, sats: 1 });
        scene.simulator.expire({ invoiceId: id });
      },
      200,
    ],
    ['expired', (id: string) => scene.simulator.expire({ invoiceId: id }), 400],
    ['marked invalid', (id: string) => scene.simulator.mark({ invoiceId: id, status: 'Invalid' }), 200],
  ])('decide by the state of the invoice: %s', async (_, reach, status) => {
    const invoiceId = await scene.create(SATS);
    await reach(invoiceId);
    expect((await refund(invoiceId, custom('1'))).status).toBe(status);
  });

  it.each([
    [{ ...custom('0') }, 'CustomAmount'],
    [{ ...custom('1'), customCurrency: '' }, 'CustomCurrency'],
    [{ refundVariant: 'Fiat' }, 'RefundVariant'],
  ])('refuse %o', async (body, path) => {
    const answer = await refund(await paid(), body);
    expect([answer.status, answer.body]).toMatchObject([422, [{ path }]]);
  });
});
