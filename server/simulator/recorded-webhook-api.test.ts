import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type Answer, exchange, RECORDED_STORE, send, shapeOf } from './recordings.ts';
import { OWNER_KEY, openScene, type Scene } from './scene.ts';

const STORE = `/api/v1/stores/${RECORDED_STORE.storeId}`;
const SATS = { amount: '1500', currency: 'SATS', metadata: { orderId: 'PP-19' } };

let scene: Scene;
let webhookId: string;
beforeEach(async () => {
  scene = await openScene({ timeScale: 0.001 });
  webhookId = Object(await scene.call('GET', `${STORE}/webhooks`))[0].id;
});
afterEach(() => scene.close());

function ask(method: string, path: string, body: unknown = null): Promise<Answer> {
  const headers = { Authorization: `token ${OWNER_KEY.key}`, 'Content-Type': 'application/json' };
  return send(scene.base, method, path, headers, body);
}

function expectAsRecorded(answer: Answer, name: string): void {
  const { status, body } = exchange(name).response;
  expect(answer.status).toBe(status);
  // The receiver of the recordings had other paths.
  const shape = (value: unknown) => shapeOf(value).replace(/<host>\/[a-z0-9/]+/g, '<url>');
  expect(shape(answer.body)).toBe(shape(body));
}

/** Pays an invoice and waits until InvoiceSettled is in the list of deliveries; returns its id. */
async function settle(): Promise<string> {
  scene.simulator.pay({ invoiceId: await scene.create(SATS) });
  const list = () => scene.call('GET', `${STORE}/webhooks/${webhookId}/deliveries`);
  await expect.poll(list).toHaveLength(5);
  return Object(await list())[0].id;
}

describe('webhooks', () => {
  it('are created, read, listed, changed and deleted as recorded', async () => {
    const all = `${STORE}/webhooks`;
    const asked = { ...Object(exchange('webhooks/webhook-create').request.body), url: scene.receiver.url };
    expectAsRecorded(await ask('DELETE', `${all}/${webhookId}`), 'webhooks/webhook-delete');
    const created = await ask('POST', all, asked);
    expectAsRecorded(created, 'webhooks/webhook-create');
    const one = `${all}/${Object(created.body).id}`;
    expectAsRecorded(await ask('GET', one), 'webhooks/webhook-get');
    expectAsRecorded(await ask('GET', all), 'webhooks/webhook-list');
    const update = exchange('webhooks/webhook-update-keep-secret');
    expectAsRecorded(await ask('PUT', one, update.request.body), update.name);
    expectAsRecorded(await ask('DELETE', one), 'webhooks/webhook-delete');
    expectAsRecorded(await ask('GET', one), 'webhooks/webhook-get-deleted');
  });

  it('get a secret where none is given, told once', async () => {
    const created = await ask('POST', `${STORE}/webhooks`, { url: 'http://127.0.0.1:1/' });
    expect(Object(created.body).secret).toMatch(/^[1-9A-HJ-NP-Za-km-z]{20,22}$/);
    expect(await scene.call('GET', `${STORE}/webhooks/${Object(created.body).id}`)).not.toHaveProperty(
      'secret',
    );
  });

  it('are told what they subscribed to, and nothing while disabled', async () => {
    const path = `${STORE}/webhooks/${webhookId}`;
    const { url } = scene.receiver;
    const some = { everything: false, specificEvents: ['InvoiceSettled', 'NopeEvent'] };
    await scene.call('PUT', path, { url, enabled: false });
    scene.simulator.pay({ invoiceId: await scene.create(SATS) });
    await scene.call('PUT', path, { url, authorizedEvents: some });
    scene.simulator.pay({ invoiceId: await scene.create(SATS) });
    const [first] = await scene.receiver.arrived(1);
    expect(JSON.parse(first?.body ?? '').type).toBe('InvoiceSettled');
  });
});

describe('deliveries', () => {
  it('are listed and read as recorded, newest first', async () => {
    const deliveryId = await settle();
    const base = `${STORE}/webhooks/${webhookId}/deliveries`;
    const list = await ask('GET', `${base}?count=3`);
    expectAsRecorded(list, 'webhooks/deliveries-list');
    expectAsRecorded(await ask('GET', `${base}/${deliveryId}`), 'webhooks/delivery-get');
    const request = await ask('GET', `${base}/${deliveryId}/request`);
    expectAsRecorded(request, 'webhooks/delivery-request');
    expectAsRecorded(await ask('GET', `${base}/unknown`), 'errors/unknown-delivery');
  });

  it('are sent again with a new id, the old original and the old time', async () => {
    const deliveryId = await settle();
    const path = `${STORE}/webhooks/${webhookId}/deliveries/${deliveryId}/redeliver`;
    const answer = await ask('POST', path);
    expectAsRecorded(answer, 'webhooks/redeliver');
    const received = await scene.receiver.arrived(6);
    const [first, again] = [received[4], received[5]].map((entry) => JSON.parse(entry?.body ?? ''));
    expect(again).toEqual({
      ...first,
      deliveryId: answer.body,
      isRedelivery: true,
      originalDeliveryId: deliveryId,
    });
  });
});

describe('marks', () => {
  const mark = (id: string, status: string) => ask('POST', `${STORE}/invoices/${id}/status`, { status });
  const asked = (orderId: string, expirationMinutes = 15) => ({
    ...SATS,
    metadata: { orderId },
    checkout: { expirationMinutes },
  });

  it('answer with the state from before', async () => {
    const id = await scene.create(asked('M-1'));
    expectAsRecorded(await mark(id, 'Settled'), 'invoices/mark-settled-from-new');
    expectAsRecorded(await mark(id, 'Settled'), 'invoices/mark-settled-twice');
    expectAsRecorded(await mark(id, 'Invalid'), 'invoices/mark-invalid-from-settled-marked');
    expectAsRecorded(await mark(id, 'Settled'), 'invoices/mark-settled-from-invalid-marked');
  });

  it('of a paid, an expired and a late invoice are as recorded', async () => {
    const paid = await scene.create(asked('P-1'));
    scene.simulator.pay({ invoiceId: paid });
    expectAsRecorded(await mark(paid, 'Invalid'), 'invoices/mark-invalid-on-paid-settled-422');
    const expired = await scene.create(asked('X-markinvalid', 1));
    scene.simulator.expire({ invoiceId: expired });
    expectAsRecorded(await mark(expired, 'Invalid'), 'invoices/mark-invalid-from-expired');
    const late = await scene.create(asked('X-late3', 1));
    scene.simulator.expire({ invoiceId: late });
    scene.simulator.pay({ invoiceId: late, btcpay: 'heard' });
    expectAsRecorded(await mark(late, 'Settled'), 'invoices/mark-settled-from-paid-late');
  });
});

describe('the list of invoices', () => {
  const list = async (query: string) => Object(await scene.call('GET', `${STORE}/invoices?${query}`));

  it('is filtered by order id, status, time and text, newest first', async () => {
    const first = await scene.create(SATS);
    scene.advance(10);
    const second = await scene.create({
      ...SATS,
      metadata: { orderId: 12345 },
      additionalSearchTerms: ['term-one'],
    });
    scene.simulator.pay({ invoiceId: second });
    const ids = async (query: string) => (await list(query)).map(({ id }: { id: string }) => id);
    const [{ createdTime }] = await list(`textSearch=${first}`);
    expect(await ids('')).toEqual([second, first]);
    expect(await ids('orderId=PP-19')).toEqual([first]);
    expect(await ids('orderId=pp-19')).toEqual([]);
    expect(await ids('orderId=12345&orderId=PP-19')).toEqual([second, first]);
    expect(await ids('status=settled')).toEqual([second]);
    expect(await ids('status=Foo')).toEqual([second, first]);
    expect(await ids(`startDate=${createdTime + 1}`)).toEqual([second]);
    expect(await ids(`endDate=${createdTime}`)).toEqual([first]);
    expect(await ids('textSearch=term-one')).toEqual([second]);
    expect(await ids('take=0')).toEqual([]);
    expect(await ids('skip=1&take=2')).toEqual([first]);
  });

  it('loses rows of one second to whoever walks it with skip', async () => {
    const created = new Set<string>();
    for (let index = 0; index < 12; index += 1) created.add(await scene.create(SATS));
    expect(new Set((await list('take=1000')).map(({ id }: { id: string }) => id))).toEqual(created);
    const walked = new Set<string>();
    for (let skip = 0; skip < 12; skip += 1)
      for (const { id } of await list(`skip=${skip}&take=1`)) walked.add(id);
    expect(walked.size).toBeLessThan(12);
  });

  it('brings the payment methods when asked', async () => {
    await scene.create(SATS);
    expect((await list('includePaymentMethods=true'))[0].paymentMethods).toHaveLength(1);
    expect((await list(''))[0].paymentMethods).toEqual([]);
  });
});
