import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { Order } from './order.ts';
import { openShop, type Shop } from './shop.ts';
import { aPayment, deliver, type SignedEvent, signedEvent, WEBHOOK_SECRET } from './test/signed-event.ts';

let folder: string;
let shop: Shop;
let order: Order;

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'lightning-pay-shop-'));
  shop = await openShop({
    file: join(folder, 'orders.sqlite'),
    port: 0,
    payUrl: 'https://pay.example.com',
    signingSecret: 's'.repeat(32),
    webhookSecret: WEBHOOK_SECRET,
    readKey: 'r'.repeat(32),
  });
});
beforeEach(() => {
  order = shop.orders.place('A lamp', '80.00', 'USD');
});
afterAll(async () => {
  await shop.stop();
  rmSync(folder, { recursive: true });
});

const paid = (paymentId: string, change = {}) => aPayment({ id: paymentId, orderId: order.id, ...change });
const shipped = () => shop.orders.shipments().filter((id) => id === order.id).length;
const told = (paymentId: string) =>
  shop.orders
    .needsAttention()
    .filter((entry) => entry.paymentId === paymentId)
    .map(({ reason }) => reason);
const without = ({ headers, body }: SignedEvent, name: string): SignedEvent => ({
  body,
  headers: Object.fromEntries(Object.entries(headers).filter(([key]) => key !== name)),
});
const withHeader = ({ headers, body }: SignedEvent, name: string, value: string): SignedEvent => ({
  body,
  headers: { ...headers, [name]: value },
});

describe('createWebhookReceiver', () => {
  it.each<[string, (event: SignedEvent) => SignedEvent]>([
    ['no id', (event) => without(event, 'webhook-id')],
    ['no timestamp', (event) => without(event, 'webhook-timestamp')],
    ['no signature', (event) => without(event, 'webhook-signature')],
    ['a signature of another version', (event) => withHeader(event, 'webhook-signature', 'v2,AAAA')],
    ['a short signature', (event) => withHeader(event, 'webhook-signature', 'v1,AAAA')],
    ['another id', (event) => withHeader(event, 'webhook-id', 'evt_other')],
    ['a changed byte', ({ headers, body }) => ({ headers, body: body.replace('80.00', '80.01') })],
    ['the same JSON written again', ({ headers, body }) => ({ headers, body: ` ${body}` })],
  ])('refuses %s, and writes nothing', async (what, change) => {
    const paymentId = `pay_${what}`;
    expect(await deliver(shop.url, change(signedEvent(paid(paymentId))))).toBe(401);
    expect([shipped(), told(paymentId), shop.orders.find(order.id)?.state]).toEqual([0, [], 'unpaid']);
  });

  it('refuses what another secret signed, and what was signed more than five minutes ago or ahead', async () => {
    const secret = `whsec_${Buffer.alloc(32, 'z').toString('base64')}`;
    for (const options of [{ secret }, { ageSeconds: 310 }, { ageSeconds: -310 }]) {
      expect(await deliver(shop.url, signedEvent(paid('pay_refused'), options))).toBe(401);
    }
    expect(shipped()).toBe(0);
    expect(await deliver(shop.url, signedEvent(paid('pay_refused'), { ageSeconds: 290 }))).toBe(204);
    expect(shipped()).toBe(1);
  });

  it('takes two signatures, as while a secret is rotated', async () => {
    const event = signedEvent(paid('pay_rotated'));
    const both = `v1,${'A'.repeat(43)}= ${event.headers['webhook-signature']}`;
    expect(await deliver(shop.url, withHeader(event, 'webhook-signature', both))).toBe(204);
    expect(shipped()).toBe(1);
  });

  it('ships once, however often and under whatever id the payment is told', async () => {
    const event = signedEvent(paid('pay_once'));
    const statuses = await Promise.all(Array.from({ length: 10 }, () => deliver(shop.url, event)));
    expect(statuses).toEqual(Array(10).fill(204));
    expect(await deliver(shop.url, signedEvent(paid('pay_once')))).toBe(204);
    expect([shipped(), told('pay_once')]).toEqual([1, []]);
  });

  it('ships once where two payments pay one order, and puts the second before a person', async () => {
    await deliver(shop.url, signedEvent(paid('pay_first')));
    await deliver(shop.url, signedEvent(paid('pay_second')));
    expect([shipped(), told('pay_first'), told('pay_second')]).toEqual([1, [], ['paid_twice']]);
    expect(shop.orders.find(order.id)).toMatchObject({ state: 'paid', paymentId: 'pay_first' });
  });

  it.each(['underpaid', 'overpaid', 'duplicate', 'reversed'])('puts %s before a person', async (reason) => {
    const event = signedEvent(paid(`pay_${reason}`), { type: `payment.${reason}` });
    for (let time = 0; time < 3; time += 1) expect(await deliver(shop.url, event)).toBe(204);
    expect([shipped(), told(`pay_${reason}`)]).toEqual([0, [reason]]);
  });

  it('ships what came late, and says so', async () => {
    await deliver(shop.url, signedEvent(paid('pay_late', { flags: ['late'] })));
    expect([shipped(), told('pay_late')]).toEqual([1, ['late']]);
  });

  it('puts money for an order that it does not know before a person', async () => {
    const orderId = 'A-ffffffffffffffff';
    expect(await deliver(shop.url, signedEvent(paid('pay_unknown', { orderId })))).toBe(204);
    expect(told('pay_unknown')).toEqual(['unknown_order']);
  });

  it('takes an event of a type that it does not know, and does nothing', async () => {
    for (const type of ['payment.invented', 'weather.changed']) {
      expect(await deliver(shop.url, signedEvent(paid('pay_type'), { type }))).toBe(204);
    }
    expect([shipped(), told('pay_type')]).toEqual([0, []]);
  });

  it('refuses a body beyond 256 KiB', async () => {
    const { headers } = signedEvent(paid('pay_large'));
    expect(await deliver(shop.url, { headers, body: 'x'.repeat(300_000) })).toBe(413);
  });
});
