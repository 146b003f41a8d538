import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { MERCHANT_KEY, READ_KEY } from '../acceptance/rig.ts';
import { DESKTOP, launchBrowser } from '../hosted/browser.ts';
import { dummySecret } from '../required-env.ts';
import { MerchantPage } from './merchant-page.ts';
import { type ShopRig, startShopRig } from './shop-rig.ts';

describe('the log-in of the dashboard', { timeout: 60_000 }, () => {
  let browser: Browser;
  let rig: ShopRig;
  let paid: { id: string };
  beforeAll(async () => {
    browser = await launchBrowser();
    rig = await startShopRig();
    paid = await rig.sell();
  });
  afterAll(async () => {
    await browser.close();
    await rig.stop();
  });

  it('tells a wrong key in words, and keeps the right one in memory only', async () => {
    const merchant = await MerchantPage.at(rig, browser, DESKTOP);
    const { page, context } = merchant;
    await merchant.logIn(dummySecret(32, 'w'));
    const wrong = page.getByRole('alert');
    await wrong.waitFor();
    expect(await wrong.textContent()).toBe(
      'The server does not know this key. Please check it and log in again.',
    );
    expect(await page.locator('#key').getAttribute('aria-invalid')).toBe('true');

    await merchant.logIn(MERCHANT_KEY);
    await page.locator('header.bar').waitFor();
    const kept = `JSON.stringify([location.href, history.state, { ...localStorage }, { ...sessionStorage }, document.documentElement.outerHTML])`;
    expect(await page.evaluate(kept)).not.toContain(MERCHANT_KEY);
    expect(JSON.stringify(await context.storageState())).not.toContain(MERCHANT_KEY);
    await page.reload();
    await page.locator('#key').waitFor();
    expect(await page.inputValue('#key')).toBe('');
    expect(merchant.faults).toEqual([]);
    await context.close();
  });

  it('says how long to wait where there were too many tries', async () => {
    const merchant = await MerchantPage.at(rig, browser, DESKTOP);
    await merchant.page.route('**/v1/merchant/access', (route) =>
      route.fulfill({
        status: 429,
        headers: { 'Retry-After': '120' },
        json: { code: 'rate_limited', detail: 'Too many requests', errors: [] },
      }),
    );
    await merchant.logIn(MERCHANT_KEY);
    await merchant.page.getByText('Too many tries. Please wait 2 minutes, then try again.').waitFor();
    await merchant.context.close();
  });

  it('comes back when the key is not taken any more, and goes on where it was', async () => {
    const merchant = await MerchantPage.in(rig, browser, DESKTOP);
    const { page } = merchant;
    const refuse = (route: { fulfill(answer: object): Promise<void> }) =>
      route.fulfill({
        status: 401,
        json: { code: 'unauthorized', detail: 'A valid key is needed', errors: [] },
      });
    await page.route('**/v1/merchant/payments?*', refuse);
    await page.getByRole('link', { name: 'Payments', exact: true }).click();
    await page.getByText('The server does not know this key any more. Please log in again.').waitFor();
    await page.unroute('**/v1/merchant/payments?*');
    await merchant.logIn(MERCHANT_KEY);
    await page.getByRole('heading', { name: 'Payments' }).waitFor();
    await page.getByRole('button', { name: 'Log out' }).click();
    await page.locator('#key').waitFor();
    expect(merchant.faults).toEqual([]);
    await merchant.context.close();
  });

  it('with the key that reads shows everything, and no button that would change something', async () => {
    const merchant = await MerchantPage.in(rig, browser, DESKTOP, READ_KEY);
    const { page } = merchant;
    await page.getByText('Read only').waitFor();
    for (const place of [`#/payments/${paid.id}`, '#/deliveries', '#/products']) {
      await merchant.go(place);
      await expect
        .poll(() => merchant.button(/^(Refund|Replay|Delete|Add|Edit|Switch)/).count(), { message: place })
        .toBe(0);
    }
    await merchant.go(`#/payments/${paid.id}`);
    expect(await merchant.text()).toMatch(/\$50\.00[\s\S]+Paid[\s\S]+Story[\s\S]+Deliveries[\s\S]+Ledger/);
    await merchant.context.close();

    const full = await MerchantPage.in(rig, browser, DESKTOP);
    await full.go(`#/payments/${paid.id}`);
    expect(await full.button('Refund').count()).toBe(1);
    await full.context.close();
  });
});
