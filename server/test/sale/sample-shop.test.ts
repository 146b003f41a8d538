import { decodeJwt } from 'jose';
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { MerchantPayment } from '../../src/http/contract.ts';
import { DESKTOP, launchBrowser } from '../hosted/browser.ts';
import { type Sale, SLOW_START_MS, startSale } from './sale-rig.ts';

/** Runs in the page: an event as the widget fires it, and as any script can. */
const FORGE = `(payment) => {
  const init = { bubbles: true, composed: true, detail: { payment: { ...payment, status: 'settled' } } };
  document.querySelector('lightning-pay').dispatchEvent(new CustomEvent('lp-settled', init));
}`;

describe('the sample shop', { timeout: 60_000 }, () => {
  let browser: Browser;
  let sale: Sale;
  let page: Page;
  beforeAll(async () => {
    [browser, sale] = await Promise.all([launchBrowser(), startSale()]);
    page = await (await browser.newContext(DESKTOP)).newPage();
    const mug = { title: 'A mug', amount: '25', currency: 'USD' };
    await sale.merchant('products/mug', { method: 'PUT', body: mug });
  }, SLOW_START_MS);
  afterAll(async () => {
    await browser.close();
    await sale.stop();
  });

  const parcelsOf = (orderId: string) => sale.shop.orders.shipments().filter((id) => id === orderId).length;

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
      expect(parcelsOf(orderId)).toBe(0);
      expect(sale.shop.orders.needsAttention().at(-1)).toMatchObject({
        ...{ orderId, paymentId: id, reason: 'price_mismatch' },
      });
    }
    const asked = await fetch(`${sale.shop.url}/orders/${orderId}/state`);
    expect(await asked.json()).toEqual({ state: 'unpaid' });

    const { id } = await sale.pay(await sale.create({ amount: '80', orderId }));
    await sale.told(id);
    expect(sale.shop.orders.find(orderId)).toMatchObject({ state: 'paid', paymentId: id });
    expect(parcelsOf(orderId)).toBe(1);
  });

  /** Opens a new order's page and presses the button. */
  const begin = async (): Promise<{ orderId: string; payment: MerchantPayment }> => {
    const orderId = await sale.order();
    await page.goto(`${sale.shop.url}/orders/${orderId}`);
    const creation = page.waitForResponse(
      (response) => response.request().method() === 'POST' && response.url() === `${sale.payUrl}/v1/payments`,
    );
    await page.locator('lightning-pay [part~="button"]').click();
    const payment = (await (await creation).json()) as MerchantPayment;
    await page.locator('lightning-pay [part~="qr"]').waitFor();
    return { orderId, payment };
  };

  /** Fires the event; settles with what the shop says after it. */
  const forge = async (payment: MerchantPayment): Promise<unknown> => {
    const asked = page.waitForResponse((response) => response.url().endsWith('/state'));
    await page.evaluate(`(${FORGE})(${JSON.stringify(payment)})`);
    return (await asked).json();
  };

  const heardOf = ({ id }: MerchantPayment) => sale.heard.some(({ body }) => body.includes(id));

  it('A6 a page that fires lp-settled changes nothing: the shop ships by the signed webhook or its own question', async () => {
    const { orderId, payment } = await begin();
    const before = await sale.payment(payment.id);
    for (let time = 0; time < 3; time += 1) expect(await forge(payment)).toEqual({ state: 'unpaid' });
    expect(await page.locator('#state').textContent()).toBe('Not paid yet.');
    const { invoice: _, ...after } = await sale.payment(payment.id); // its seconds go by
    expect(before).toMatchObject(after);
    expect([parcelsOf(orderId), heardOf(payment)]).toEqual([0, false]);

    await sale.pay(payment);
    await sale.told(payment.id);
    expect(parcelsOf(orderId)).toBe(1);
    expect(sale.shop.orders.find(orderId)).toMatchObject({ state: 'paid', paymentId: payment.id });

    sale.isShopUp = false;
    const second = await begin();
    await sale.pay(second.payment);
    // True or forged, the event is the same to the shop: it asks, and by now the answer is another one.
    expect(await forge(second.payment)).toEqual({ state: 'paid' });
    await expect.poll(() => page.locator('#state').textContent()).toBe('Paid. We are packing it.');
    expect(parcelsOf(second.orderId)).toBe(1);
  });
});
