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

describe('a page whose script fires lp-settled', { timeout: 60_000 }, () => {
  let browser: Browser;
  let sale: Sale;
  let page: Page;
  beforeAll(async () => {
    [browser, sale] = await Promise.all([launchBrowser(), startSale()]);
    page = await (await browser.newContext(DESKTOP)).newPage();
  }, SLOW_START_MS);
  afterAll(async () => {
    await browser.close();
    await sale.stop();
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

  it('A6 changes nothing at the server and ships nothing: the shop fulfills by the signed webhook or its own question', async () => {
    const { orderId, payment } = await begin();
    const before = await sale.payment(payment.id);
    for (let time = 0; time < 3; time += 1) expect(await forge(payment)).toEqual({ state: 'unpaid' });
    expect(await page.locator('#state').textContent()).toBe('Not paid yet.');
    const { invoice: _, ...after } = await sale.payment(payment.id); // its seconds go by
    expect(before).toMatchObject(after);
    expect([sale.shop.orders.shipments(), sale.heard]).toEqual([[], []]);

    await sale.pay(payment);
    await sale.told(payment.id);
    expect(sale.shop.orders.shipments()).toEqual([orderId]);
    expect(sale.shop.orders.find(orderId)).toMatchObject({ state: 'paid', paymentId: payment.id });

    sale.isShopUp = false;
    const second = await begin();
    await sale.pay(second.payment);
    // True or forged, the event is the same to the shop: it asks, and by now the answer is another one.
    expect(await forge(second.payment)).toEqual({ state: 'paid' });
    await expect.poll(() => page.locator('#state').textContent()).toBe('Paid. We are packing it.');
    expect(sale.shop.orders.shipments()).toEqual([orderId, second.orderId]);
  });
});
