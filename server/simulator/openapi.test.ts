import { afterEach, describe, expect, it } from 'vitest';
import {
  answerValidator,
  EXCEPTIONS,
  type Exception,
  STATUS_EXCEPTIONS,
  schemaValidator,
} from './openapi.ts';
import { exchange, exchanges, RECORDED_STORE, send } from './recordings.ts';
import { OWNER_KEY, openScene, type Scene } from './scene.ts';

const STORE = `/api/v1/stores/${RECORDED_STORE.storeId}`;
const SATS = { amount: '1500', currency: 'SATS', metadata: { orderId: 'A-1' } };

describe('EXCEPTIONS', () => {
  it.each(EXCEPTIONS.map((found) => [found.title, found] as const))('are real: %s', (_, exception) => {
    const { body } = exchange(exception.recorded).response;
    const others = EXCEPTIONS.filter((other) => other !== exception);
    expect(answerValidator(exception.answerOf, others)?.(body)).toBe(false);
    expect(answerValidator(exception.answerOf, EXCEPTIONS)?.(body)).toBe(true);
  });

  it.each(STATUS_EXCEPTIONS.map((found) => [found.title, found] as const))('are real: %s', (_, exception) => {
    const { status, body } = exchange(exception.recorded).response;
    expect(String(status)).toBe(exception.answerOf[2]);
    expect(answerValidator(exception.answerOf, EXCEPTIONS)?.(body) ?? false).toBe(false);
  });

  it('the additional status Invalid is listed, but never sent', () => {
    const seen = [...exchanges.values()].flatMap(({ response }) => JSON.stringify(response.body));
    expect(seen.some((text) => text.includes('"additionalStatus":"Marked"'))).toBe(true);
    expect(seen.some((text) => text.includes('"additionalStatus":"Invalid"'))).toBe(false);
  });
});

let scene: Scene;
let open: Scene | null = null;
afterEach(async () => {
  await open?.close();
  open = null;
});

async function begin(): Promise<void> {
  open = scene = await openScene();
}

type Operation = readonly [method: string, documented: string, path: string, body?: unknown];

/** Every imitated operation, by the path of the files and the path that is called. */
function operations(ids: { invoice: string; hash: string; webhook: string; delivery: string }): Operation[] {
  const { invoice, hash, webhook, delivery } = ids;
  const hooks = `/api/v1/webhooks/${webhook}`;
  const documented = '/api/v1/webhooks/{webhookId}';
  return [
    ['get', '/api/v1/health', '/api/v1/health'],
    ['get', '/api/v1/api-keys/current', '/api/v1/api-keys/current'],
    ['post', '/api/v1/api-keys', '/api/v1/api-keys', { label: 'x', permissions: ['unrestricted'] }],
    ['post', '/api/v1/stores/{storeId}/invoices', `${STORE}/invoices`, SATS],
    ['get', '/api/v1/stores/{storeId}/invoices', `${STORE}/invoices?includePaymentMethods=true`],
    ['get', '/api/v1/invoices/{invoiceId}', `/api/v1/invoices/${invoice}?includePaymentMethods=true`],
    ['get', '/api/v1/invoices/{invoiceId}', `${STORE}/invoices/${invoice}`],
    ['get', '/api/v1/invoices/{invoiceId}/payment-methods', `${STORE}/invoices/${invoice}/payment-methods`],
    [
      'get',
      '/api/v1/stores/{storeId}/lightning/{cryptoCode}/invoices/{id}',
      `${STORE}/lightning/BTC/invoices/${hash}`,
    ],
    ['get', '/api/v1/stores/{storeId}/pull-payments', `${STORE}/pull-payments`],
    ['get', '/api/v1/stores/{storeId}/webhooks', `${STORE}/webhooks`],
    ['post', '/api/v1/stores/{storeId}/webhooks', `${STORE}/webhooks`, { url: 'http://127.0.0.1:1/' }],
    ['get', documented, hooks],
    ['put', documented, hooks, { url: 'http://127.0.0.1:1/', authorizedEvents: { everything: true } }],
    ['get', `${documented}/deliveries`, `${hooks}/deliveries`],
    ['get', `${documented}/deliveries/{deliveryId}`, `${hooks}/deliveries/${delivery}`],
    ['get', `${documented}/deliveries/{deliveryId}/request`, `${hooks}/deliveries/${delivery}/request`],
    ['post', `${documented}/deliveries/{deliveryId}/redeliver`, `${hooks}/deliveries/${delivery}/redeliver`],
  ];
}

async function idsOf(invoice: string) {
  const [method] = Object(await scene.call('GET', `/api/v1/invoices/${invoice}/payment-methods`));
  const [webhook] = Object(await scene.call('GET', `${STORE}/webhooks`));
  const [delivery] = Object(await scene.call('GET', `/api/v1/webhooks/${webhook.id}/deliveries`));
  return { invoice, hash: method.additionalData.paymentHash, webhook: webhook.id, delivery: delivery.id };
}

function expectDocumented(answerOf: Exception['answerOf'], body: unknown): void {
  const validate = answerValidator(answerOf, EXCEPTIONS);
  expect(validate, answerOf.join(' ')).not.toBeNull();
  expect(validate?.(body), `${answerOf.join(' ')}: ${JSON.stringify(validate?.errors)}`).toBe(true);
}

const STATES: Record<string, (scene: Scene, invoiceId: string) => unknown> = {
  new: () => {},
  partly: ({ simulator }, invoiceId) => simulator.pay({ invoiceId, sats: 1 }),
  settled: ({ simulator }, invoiceId) => simulator.pay({ invoiceId }),
  overpaid: ({ simulator }, invoiceId) => simulator.pay({ invoiceId, sats: 9000 }),
  expired: ({ simulator }, invoiceId) => simulator.expire({ invoiceId }),
  marked: ({ simulator }, invoiceId) => simulator.mark({ invoiceId, status: 'Invalid' }),
};

describe('every answer', () => {
  it.each(Object.entries(STATES))('validates with an invoice that is %s', async (_, reach) => {
    await begin();
    const invoiceId = await scene.create(SATS);
    await reach(scene, invoiceId);
    await scene.receiver.arrived(1);
    await expect.poll(() => idsOf(invoiceId).catch(() => null)).toBeTruthy();
    for (const [method, documented, path, body] of operations(await idsOf(invoiceId)))
      expectDocumented(
        [method, documented, '200'],
        await scene.call(method.toUpperCase(), path, body ?? null),
      );
  });

  it('validates after a mark', async () => {
    await begin();
    const path = `/api/v1/invoices/${await scene.create(SATS)}/status`;
    const answer = await scene.call('POST', path, { status: 'Settled' });
    expectDocumented(['post', '/api/v1/invoices/{invoiceId}/status', '200'], answer);
  });

  it('validates for a method without a BOLT11', async () => {
    await begin();
    const invoiceId = await scene.create({ ...SATS, checkout: { lazyPaymentMethods: true } });
    const answer = await scene.call('GET', `/api/v1/invoices/${invoiceId}/payment-methods`);
    expectDocumented(['get', '/api/v1/invoices/{invoiceId}/payment-methods', '200'], answer);
  });

  it('validates when nobody is let in', async () => {
    await begin();
    const answer = await send(scene.base, 'GET', `${STORE}/invoices`, {}, null);
    expect(answer.status).toBe(401);
    expectDocumented(['get', '/api/v1/stores/{storeId}/invoices', '401'], answer.body);
    expect(JSON.stringify(answer.body)).not.toContain(OWNER_KEY.key);
  });
});

describe('every webhook', () => {
  /** The files have no schema of their own for these. */
  const PLAIN = ['InvoiceCreated', 'InvoiceExpiredPaidPartial', 'InvoicePaidAfterExpiration'];

  it('validates against the schema of its type', async () => {
    await begin();
    const { simulator, receiver } = scene;
    const settled = await scene.create(SATS);
    simulator.pay({ invoiceId: settled });
    await receiver.arrived(5);
    const late = await scene.create(SATS);
    simulator.pay({ invoiceId: late, sats: 1 });
    simulator.expire({ invoiceId: late });
    simulator.pay({ invoiceId: late });
    simulator.mark({ invoiceId: late, status: 'Invalid' });
    const received = await receiver.arrived(14);
    const types = new Set<string>();
    for (const { body } of received) {
      const { type } = JSON.parse(body);
      types.add(type);
      const validate = schemaValidator(PLAIN.includes(type) ? 'WebhookInvoiceEvent' : `Webhook${type}Event`);
      expect(validate(JSON.parse(body)), `${type}: ${JSON.stringify(validate.errors)}`).toBe(true);
    }
    expect(types.size).toBe(9);
  });
});
