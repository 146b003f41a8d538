import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { parseMoney } from '../../src/payments/money.ts';
import { expectInvariants } from './invariants.ts';
import { MUG, made, merchant, outcome, PRICING, paymentOf, signed } from './pricing.ts';
import { type Rig, startRig } from './rig.ts';

describe('who sets the price', () => {
  let rig: Rig;
  let closed: Rig;
  beforeAll(async () => {
    rig = await startRig({ settings: PRICING });
    closed = await startRig({ settings: { ...PRICING, openAmounts: false } });
  }, 120_000);
  afterAll(async () => {
    for (const one of [rig, closed]) {
      await expectInvariants(one.ledger);
      await one.stop();
    }
  });

  it('A1 an amount edited in the page: refused where pages set no prices; elsewhere the payment and all told of it say so; amount beside product or request is refused', async () => {
    for (const amount of ['20', '50', '0.01', '99999']) {
      expect(await outcome(await closed.create({ amount }))).toBe('403 open_amounts_off');
    }
    expect(await made(closed)).toEqual([0, 0]);
    expect((await merchant(closed, 'PUT', 'products/mug', MUG)).status).toBe(200);
    const product = await paymentOf(await closed.create({ product: 'mug' }));
    expect(product).toMatchObject({ pricedBy: 'product', amount: '25.00', description: 'A mug' });
    const request = await paymentOf(await closed.create({ request: signed() }));
    expect(request).toMatchObject({ pricedBy: 'request', amount: '42.00', orderId: 'A-42' });
    expect(await made(closed)).toEqual([2, 2]);

    await merchant(rig, 'PUT', 'products/cup', MUG);
    for (const [pricedBy, body] of [
      ['open', { amount: '50' }],
      ['product', { product: 'cup' }],
      ['request', { request: signed() }],
    ] as const) {
      const payment = await rig.createPayment(body);
      const secret = { Authorization: `Bearer ${payment.clientSecret}` };
      const stream = await fetch(`${rig.url}/v1/payments/${payment.id}/events`, { headers: secret });
      const reader = stream.body?.pipeThrough(new TextDecoderStream()).getReader();
      let first = '';
      while (!first.includes('data:')) first += (await reader?.read())?.value ?? 'data: ended';
      await reader?.cancel();
      const listed = await (await merchant(rig, 'GET', 'payments?limit=1')).json();
      expect(payment.pricedBy).toBe(pricedBy);
      expect((await rig.payment(payment)).pricedBy).toBe(pricedBy);
      expect(first).toContain(`"pricedBy":"${pricedBy}"`);
      expect((await rig.merchantPayment(payment.id)).pricedBy).toBe(pricedBy);
      expect(listed).toMatchObject({ items: [{ id: payment.id, pricedBy }] });
      const invoices = await rig.btcpayInvoices(payment.reference);
      expect(invoices).toMatchObject([{ metadata: { lightningPay: { pricedBy } } }]);
    }
    const before = await made(rig);
    for (const body of [
      { amount: '20', product: 'cup' },
      { amount: '20', request: signed() },
      { product: 'cup', request: signed() },
      { product: 'cup', currency: 'SATS' },
      { request: signed(), orderId: 'A-1' },
      { request: signed(), description: 'Cheaper' },
    ]) {
      expect(await outcome(await rig.create(body)), JSON.stringify(body)).toBe('422 invalid_request');
    }
    expect(await made(rig)).toEqual(before);
  });

  it('a product’s price is the catalogue’s at the moment of the press; unknown and inactive ones are refused', async () => {
    const put = (change: object) => merchant(rig, 'PUT', 'products/lamp', { ...MUG, ...change });
    await put({ active: true });
    const first = await rig.createPayment({ product: 'lamp', orderId: 'A-7', description: 'Mine' });
    expect(first).toMatchObject({ amount: '25.00', orderId: 'A-7', description: 'Mine' });
    await put({ amount: '30' });
    expect(await rig.createPayment({ product: 'lamp' })).toMatchObject({ amount: '30.00' });
    expect(await rig.payment(first), 'what was made stays').toMatchObject({ amount: '25.00' });
    const before = await made(rig);
    await put({ active: false });
    expect(await outcome(await rig.create({ product: 'lamp' }))).toBe('422 product_unknown');
    await put({});
    expect((await merchant(rig, 'DELETE', 'products/lamp')).status).toBe(204);
    for (const product of ['lamp', 'nothing', '../cup', "' or true --", '__proto__', 'constructor', '注文']) {
      expect(await outcome(await rig.create({ product })), product).toBe('422 product_unknown');
    }
    expect(await made(rig)).toEqual(before);
  });

  it('A4 a changed currency is refused unless it is in the merchant’s list, within that currency’s own limits', async () => {
    const before = await made(rig);
    await rig.ledger.putProduct({ id: 'pound', title: 'P', price: parseMoney('50', 'GBP'), active: true });
    await rig.ledger.putProduct({ id: 'sats', title: 'S', price: parseMoney('50', 'SATS'), active: true });
    const bodies = (amount: string, currency: string) => [
      { amount, currency },
      { request: signed({ amount, currency }) },
    ];
    for (const [currency, wanted] of [
      ['SATS', '422 amount_out_of_range'],
      ['EUR', '422 amount_out_of_range'],
      ['JPY', '422 currency_not_accepted'],
      ['VND', '422 currency_not_accepted'],
      ['BTC', '422 currency_not_accepted'],
      ['XXX', '422 currency_not_accepted'],
    ] as const) {
      for (const body of bodies('50', currency))
        expect(await outcome(await rig.create(body)), currency).toBe(wanted);
      const put = await merchant(rig, 'PUT', 'products/swapped', { ...MUG, amount: '50', currency });
      expect(await outcome(put), currency).toBe(wanted);
    }
    expect(await outcome(await rig.create({ product: 'pound' }))).toBe('422 currency_not_accepted');
    expect(await outcome(await rig.create({ product: 'sats' }))).toBe('422 amount_out_of_range');
    for (const [amount, currency] of [
      ['59.99', 'EUR'],
      ['90.01', 'EUR'],
      ['999', 'SATS'],
      ['200001', 'SATS'],
      ['100.01', 'USD'],
    ] as const) {
      for (const body of bodies(amount, currency)) {
        expect(await outcome(await rig.create(body)), amount).toBe('422 amount_out_of_range');
      }
    }
    expect(await made(rig)).toEqual(before);
    for (const [amount, currency] of [
      ['60.00', 'EUR'],
      ['200000', 'SATS'],
      ['100.00', 'USD'],
    ] as const) {
      for (const body of bodies(amount, currency)) {
        expect(await paymentOf(await rig.create(body))).toMatchObject({ amount, currency });
      }
    }
  });
});
