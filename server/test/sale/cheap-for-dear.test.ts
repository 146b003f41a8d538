import { decodeJwt } from 'jose';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Sale, SLOW_START_MS, startSale } from './sale-rig.ts';

describe('the sample shop', { timeout: 60_000 }, () => {
  let sale: Sale;
  beforeAll(async () => {
    sale = await startSale();
    const mug = { title: 'A mug', amount: '25', currency: 'USD' };
    await sale.merchant('products/mug', { method: 'PUT', body: mug });
  }, SLOW_START_MS);
  afterAll(() => sale.stop());

  it('A5 a cheap payment offered for a dear order is told as what it is, on event and receipt, and ships nothing', async () => {
    const orderId = await sale.order();
    expect(sale.shop.orders.find(orderId)).toMatchObject({
      amount: '80.00',
      currency: 'USD',
      state: 'unpaid',
    });
    const offers = [
      { body: { amount: '20', orderId }, facts: { pricedBy: 'open', amount: '20.00' } },
      // Nobody can change a product's price; but which order it is for, the page says.
      { body: { product: 'mug', orderId }, facts: { pricedBy: 'product', amount: '25.00' } },
    ];
    for (const { body, facts } of offers) {
      const said = { ...facts, currency: 'USD', orderId };
      const { id, receipt } = await sale.pay(await sale.create(body));
      const [webhook] = await sale.told(id);
      const event = JSON.parse(webhook?.body ?? '{}');
      expect(event).toMatchObject({ type: 'payment.settled', data: { payment: { id, ...said } } });
      for (const token of [receipt, event.data.payment.receipt]) {
        expect(decodeJwt(token ?? '')).toMatchObject({ sub: id, ...said });
      }
      expect(sale.shop.orders.find(orderId)).toMatchObject({ state: 'unpaid', paymentId: null });
      expect(sale.shop.orders.shipments()).toEqual([]);
      expect(sale.shop.orders.needsAttention().at(-1)).toMatchObject({
        ...{ orderId, paymentId: id, reason: 'price_mismatch' },
      });
    }
    const asked = await fetch(`${sale.shop.url}/orders/${orderId}/state`);
    expect(await asked.json()).toEqual({ state: 'unpaid' });

    const { id } = await sale.pay(await sale.create({ amount: '80', orderId }));
    await sale.told(id);
    expect(sale.shop.orders.find(orderId)).toMatchObject({ state: 'paid', paymentId: id });
    expect(sale.shop.orders.shipments()).toEqual([orderId]);
  });
});
