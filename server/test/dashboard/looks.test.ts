import type { Browser, BrowserContextOptions } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { MERCHANT_KEY } from '../acceptance/rig.ts';
import { DESKTOP, launchBrowser, NARROW } from '../hosted/browser.ts';
import { MerchantPage } from './merchant-page.ts';
import { type ShopRig, startShopRig } from './shop-rig.ts';

describe('the dashboard looks right', { timeout: 60_000 }, () => {
  let browser: Browser;
  let rig: ShopRig;
  let sold: { id: string; reference: string };
  beforeAll(async () => {
    browser = await launchBrowser();
    rig = await startShopRig();
    rig.answer({ kind: 'failed', status: 500, reason: 'status', retryAfterMs: null });
    sold = await rig.sell({ amount: '50', orderId: 'A-1', description: 'Two ceramic planters' });
    const late = await rig.createPayment({ amount: '20', orderId: `long-${'0'.repeat(59)}` });
    rig.simulator.pay({ invoiceId: late.invoiceId, sats: 1_000 });
    await fetch(`${rig.url}/v1/merchant/products/planter`, {
      method: 'PUT',
      headers: { Authorization: `Bearer ${MERCHANT_KEY}`, 'Content-Type': 'application/json' },
      body: JSON.stringify({ title: 'Planter', amount: '24', currency: 'USD' }),
    });
  });
  afterAll(async () => {
    await browser.close();
    await rig.stop();
  });

  it.each<[string, BrowserContextOptions]>([
    ['in light', DESKTOP],
    ['in dark', { ...DESKTOP, colorScheme: 'dark' }],
    ['at 320 pixels in dark', { ...NARROW, colorScheme: 'dark' }],
  ])('to axe-core in each view, and without scrolling sideways, %s', async (_, options) => {
    const merchant = await MerchantPage.at(rig, browser, { ...options, reducedMotion: 'reduce' });
    const { page } = merchant;
    const complaints: Record<string, string[]> = {};
    const look = async (name: string) => {
      const sideways = Number(await page.evaluate('document.documentElement.scrollWidth - innerWidth'));
      complaints[name] = [
        ...(await merchant.complaints()),
        ...(sideways > 0 ? [`${sideways} px too wide`] : []),
      ];
    };
    await merchant.logIn('wrong');
    await page.getByRole('alert').waitFor();
    await look('log-in');
    await merchant.logIn(MERCHANT_KEY);
    await page.locator('.chart').waitFor();
    await page.getByText('As a table', { exact: true }).click();
    await look('overview');
    await merchant.go('#/payments');
    await look('payments');
    await merchant.go('#/payments?search=none');
    await look('no payments');
    await merchant.go(`#/payments/${sold.id}`);
    for (const summary of await page.locator('main summary').all()) await summary.click();
    await look('payment');
    await merchant.button('Refund').click();
    await look('refund');
    await merchant.button('Continue').click();
    await look('refund, confirmed');
    await page.keyboard.press('Escape');
    await merchant.button('Delete personal data').click();
    await look('personal data');
    await page.keyboard.press('Escape');
    await merchant.go('#/payments/none');
    await page.getByText('There is no such payment.').waitFor();
    await look('no such payment');
    await merchant.go('#/deliveries');
    await look('deliveries');
    await merchant.go('#/products');
    await look('products');
    await merchant.button('Edit: Planter').click();
    await look('product');
    await page.keyboard.press('Escape');
    await page.evaluate(`location.hash = '#/nowhere'`);
    await page.getByText('Nothing here').waitFor();
    await look('nowhere');
    expect(complaints).toEqual(Object.fromEntries(Object.keys(complaints).map((name) => [name, []])));
    expect(merchant.faults).toEqual([]);
    await merchant.context.close();
  });

  it('while it loads, and says what to do where nothing came', async () => {
    const merchant = await MerchantPage.in(rig, browser, DESKTOP);
    const { page } = merchant;
    let let_go = () => {};
    const held = new Promise<void>((resolve) => {
      let_go = resolve;
    });
    await page.route('**/v1/merchant/deliveries?*', async (route) => {
      await held;
      await route.abort();
    });
    await page.evaluate(`location.hash = '#/deliveries'`);
    await page.locator('.skeleton').waitFor();
    expect(await merchant.complaints()).toEqual([]);
    let_go();
    await page.getByText('The server did not answer. Please try again in a moment.').waitFor();
    await page.unroute('**/v1/merchant/deliveries?*');
    await merchant.button('Try again').click();
    await page.locator('.delivery').first().waitFor();
    await merchant.context.close();
  });

  it('to who has a keyboard only: log in, find, open, begin a refund, and come back', async () => {
    const merchant = await MerchantPage.at(rig, browser, DESKTOP);
    const { page } = merchant;
    const focused = (expression: string) => page.evaluate(`document.activeElement.${expression}`);
    const tabTo = async (name: string) => {
      for (let presses = 0; presses < 40; presses += 1) {
        await page.keyboard.press('Tab');
        if ((await focused('textContent.trim()')) === name) return;
      }
      throw new Error(`no way to ${name}`);
    };
    expect(await focused('id')).toBe('key');
    await page.keyboard.type(MERCHANT_KEY);
    await page.keyboard.press('Enter');
    await page.locator('header.bar').waitFor();
    await expect.poll(() => focused('id')).toBe('main');
    await tabTo(sold.reference);
    const ring = await page.evaluate(`getComputedStyle(document.activeElement, '::after').outlineStyle`);
    expect(ring).toBe('solid');
    await page.keyboard.press('Enter');
    await page.getByRole('heading', { name: '$50.00' }).waitFor();
    await expect.poll(() => focused('id')).toBe('main');
    await tabTo('Refund');
    expect(await page.evaluate(`getComputedStyle(document.activeElement).outlineStyle`)).toBe('solid');
    await page.keyboard.press('Enter');
    await expect.poll(() => focused('id')).toBe('refund-amount');
    await page.keyboard.press('Escape');
    await expect.poll(() => focused('textContent.trim()')).toBe('Refund');
    await merchant.context.close();
  });

  it('to who wants no motion', async () => {
    const merchant = await MerchantPage.in(rig, browser, { ...DESKTOP, reducedMotion: 'reduce' });
    await merchant.go(`#/payments/${sold.id}`);
    await merchant.button('Refund').click();
    expect(await merchant.page.evaluate('document.getAnimations().length')).toBe(0);
    await merchant.context.close();
  });
});
