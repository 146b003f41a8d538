import { readFile } from 'node:fs/promises';
import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { MerchantDelivery, MerchantPayment } from '../../src/http/contract.ts';
import { DESKTOP, launchBrowser } from '../hosted/browser.ts';
import { MerchantPage } from './merchant-page.ts';
import { type ShopRig, startShopRig } from './shop-rig.ts';

const HOSTILE = '<img src=x onerror="document.title=1">\u202e1-A';
const AS_SHOWN = '<img src=x onerror="document.title=1">[U+202E]1-A';

describe('the dashboard', { timeout: 60_000 }, () => {
  let browser: Browser;
  let rig: ShopRig;
  beforeAll(async () => {
    browser = await launchBrowser();
    rig = await startShopRig();
  });
  afterAll(async () => {
    await browser.close();
    await rig.stop();
  });

  it('finds a payment by its reference, however that is typed, and by the order id', async () => {
    const wanted = await rig.createPayment({ amount: '50', orderId: 'A-17' });
    await rig.createPayment({ amount: '60', orderId: 'A-18' });
    const merchant = await MerchantPage.in(rig, browser, DESKTOP);
    const { page } = merchant;
    const found = () => page.locator('.payments tbody .reference').allInnerTexts();
    await merchant.go('#/payments');
    expect((await found()).length).toBeGreaterThan(1);
    for (const typed of [wanted.reference.toLowerCase().replaceAll('-', ''), 'A-17']) {
      await page.fill('#search', typed);
      await page.keyboard.press('Enter');
      await expect.poll(found, { message: typed }).toEqual([wanted.reference]);
    }
    await page.fill('#search', 'A-99');
    await merchant.button('Search').click();
    await page.getByText('No payment like this.').waitFor();
    await page.getByRole('link', { name: 'Show all' }).click();
    await expect.poll(async () => (await found()).length).toBeGreaterThan(1);
    await page.selectOption('#status', 'expired');
    await page.getByText('No payment like this.').waitFor();
    await page.goBack();
    await page.getByRole('link', { name: wanted.reference }).click();
    await page.getByRole('heading', { name: '$50.00' }).waitFor();
    expect(merchant.faults).toEqual([]);
    await merchant.context.close();
  });

  it('has a second page where there are more than 25, and a way back', async () => {
    for (let made = 0; made < 26; made += 1) await rig.createPayment();
    const merchant = await MerchantPage.in(rig, browser, DESKTOP);
    const { page } = merchant;
    await merchant.go('#/payments');
    const first = await page.locator('.payments tbody .reference').allInnerTexts();
    expect(first).toHaveLength(25);
    await page.getByRole('link', { name: 'Next page' }).click();
    await page.getByRole('link', { name: 'First page' }).waitFor();
    await merchant.settled();
    const second = await page.locator('.payments tbody .reference').allInnerTexts();
    expect(second.length).toBeGreaterThan(0);
    expect(second.filter((reference) => first.includes(reference))).toEqual([]);
    await page.goBack();
    await expect.poll(() => page.locator('.payments tbody .reference').allInnerTexts()).toEqual(first);
    await merchant.context.close();
  });

  it('exports what the filter shows, with no key in an address', async () => {
    const sold = await rig.sell({ amount: '77', orderId: 'export-1' });
    const merchant = await MerchantPage.in(rig, browser, DESKTOP);
    const { page } = merchant;
    const asked: string[] = [];
    page.on('request', (request) => asked.push(request.url()));
    await merchant.go('#/payments?search=export-1');
    const saving = page.waitForEvent('download');
    await merchant.button('Export CSV').click();
    const file = await saving;
    expect(file.suggestedFilename()).toBe('payments.csv');
    const lines = (await readFile(await file.path(), 'utf8')).trim().split(/\r?\n/);
    expect(lines).toHaveLength(2);
    expect(lines[1]).toContain(sold.reference);
    expect(asked.filter((url) => url.includes('payments.csv'))).toEqual([
      `${rig.url}/v1/merchant/payments.csv?orderId=export-1`,
    ]);
    expect(merchant.faults).toEqual([]);
    await merchant.context.close();
  });

  it('sends a delivery again that was given up', async () => {
    rig.answer({ kind: 'failed', status: 500, reason: 'status', retryAfterMs: null });
    const sold = await rig.sell();
    const merchant = await MerchantPage.in(rig, browser, DESKTOP);
    const { page } = merchant;
    const state = async () => {
      const { deliveries } = await merchant.api<{ deliveries: MerchantDelivery[] }>(`payments/${sold.id}`);
      return deliveries[0]?.state;
    };
    await expect.poll(state).toBe('dead');
    await merchant.go('#/deliveries?state=dead');
    await page.locator('.delivery').first().getByRole('link', { name: 'Payment' }).click();
    await page.getByRole('heading', { name: '$50.00' }).waitFor();
    await merchant.settled();
    await page.locator('.delivery summary').click();
    expect(await page.locator('.delivery').textContent()).toContain('Given up');
    rig.answer({ kind: 'delivered', status: 200, reason: null, retryAfterMs: null });
    await merchant.button(/^Replay/).click();
    await expect.poll(state).toBe('delivered');
    await merchant.go('#/deliveries?state=delivered');
    expect(await page.locator('.delivery').first().textContent()).toContain('Delivered');
    expect(merchant.faults).toEqual([]);
    await merchant.context.close();
  });

  it('refunds once, though the first answer is lost, and gives a link', async () => {
    const sold = await rig.sell();
    const merchant = await MerchantPage.in(rig, browser, DESKTOP);
    const { page } = merchant;
    await merchant.go(`#/payments/${sold.id}`);
    let isLost = false;
    await page.route('**/refund', async (route) => {
      if (isLost) return route.continue();
      isLost = true;
      await route.fetch();
      await route.abort();
    });
    await merchant.button('Refund').click();
    await page.getByLabel('Amount in USD').fill('12.50');
    await page.getByLabel('Reason').fill('One cup was chipped');
    await merchant.button('Continue').click();
    expect(await page.locator('dialog[open]').textContent()).toContain(`Refund $12.50 of ${sold.reference}?`);
    await merchant.button('Make the refund').click();
    await page.getByText('The server did not answer. Please try again in a moment.').waitFor();
    await merchant.button('Make the refund').click();
    const link = await page.locator('dialog[open]').getByLabel('Refund link').inputValue();
    const { refunds } = await merchant.api<{ refunds: object[] }>(`payments/${sold.id}`);
    expect(refunds).toMatchObject([{ amount: '12.50', reason: 'One cup was chipped', link }]);

    await merchant.button('Done').click();
    await expect.poll(() => merchant.text()).toContain('One cup was chipped');
    await merchant.button('Refund').click();
    await page.getByLabel('Amount in USD').fill('40');
    await merchant.button('Continue').click();
    await merchant.button('Make the refund').click();
    await page.locator('dialog[open]').getByRole('alert').waitFor();
    await page.keyboard.press('Escape');
    expect((await merchant.api<{ refunds: object[] }>(`payments/${sold.id}`)).refunds).toHaveLength(1);
    expect(merchant.faults).toEqual([]);
    await merchant.context.close();
  });

  it('deletes personal data once that is confirmed', async () => {
    const sold = await rig.sell({
      amount: '50',
      orderId: 'A-4',
      email: 'someone@example.com',
      metadata: { table: 'seven' },
    });
    const merchant = await MerchantPage.in(rig, browser, DESKTOP);
    const { page } = merchant;
    await merchant.go(`#/payments/${sold.id}`);
    expect(await merchant.text()).toContain('someone@example.com');
    await merchant.button('Delete personal data').click();
    await merchant.button('Cancel').click();
    expect((await merchant.api<MerchantPayment>(`payments/${sold.id}`)).email).toBe('someone@example.com');
    await merchant.button('Delete personal data').click();
    await merchant.button('Delete', true).click();
    await page.locator('dialog[open]').waitFor({ state: 'detached' });
    await expect.poll(() => merchant.text()).not.toContain('someone@example.com');
    expect(await merchant.text()).not.toContain('seven');
    expect(await merchant.text()).toContain('A-4');
    await merchant.context.close();
  });

  it('shows hostile text as text, and what would turn it around by name', async () => {
    const sold = await rig.sell({
      amount: '50',
      orderId: HOSTILE,
      description: HOSTILE,
      metadata: { [HOSTILE]: HOSTILE },
    });
    const merchant = await MerchantPage.in(rig, browser, DESKTOP);
    const { page } = merchant;
    await merchant.go('#/payments');
    const row = page.locator('.payments tbody tr', { hasText: sold.reference });
    expect(await row.locator('bdi').allTextContents()).toEqual([AS_SHOWN, AS_SHOWN]);
    await merchant.go(`#/payments/${sold.id}`);
    const facts = await page.locator('.facts bdi').allTextContents();
    expect(facts.filter((fact) => fact === AS_SHOWN)).toHaveLength(4);
    expect(await page.locator('main img').count()).toBe(0);
    expect(await page.locator('body').textContent()).not.toContain('\u202e');
    expect(merchant.faults).toEqual([]);
    await merchant.context.close();
  });

  it('keeps the catalogue: add, change, switch off, delete', async () => {
    const merchant = await MerchantPage.in(rig, browser, DESKTOP);
    const { page } = merchant;
    await merchant.go('#/products');
    await page.getByText('No product yet.').waitFor();
    await merchant.button('Add product').click();
    await page.getByLabel('Id', { exact: true }).fill('cup');
    await page.getByLabel('Title').fill('Cup');
    await page.getByLabel('Amount').fill('5');
    await merchant.button('Save').click();
    const refusal = page.locator('dialog[open]').getByRole('alert');
    await refusal.waitFor();
    await page.getByLabel('Amount').fill('25');
    await merchant.button('Save').click();
    const product = page.locator('.product');
    await expect.poll(() => product.textContent()).toMatch(/Cup[\s\S]*\$25\.00[\s\S]*On sale/);
    await merchant.button('Edit: Cup').click();
    await page.getByLabel('Title').fill('Cup, blue');
    await merchant.button('Save').click();
    await expect.poll(() => product.textContent()).toContain('Cup, blue');
    await merchant.button('Switch off: Cup, blue').click();
    await expect.poll(() => product.textContent()).toContain('Switched off');
    expect(await merchant.api('products/cup')).toMatchObject({ title: 'Cup, blue', active: false });
    await merchant.button('Edit: Cup, blue').click();
    await merchant.button('Delete', true).click();
    await merchant.button('Delete', true).click();
    await page.getByText('No product yet.').waitFor();
    expect(merchant.faults).toEqual([]);
    await merchant.context.close();
  });
});
