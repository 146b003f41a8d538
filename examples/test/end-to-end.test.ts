import type { Browser, BrowserContextOptions } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { DESKTOP, launchBrowser, newFolder, PHONE } from './browser.ts';
import { type DemoRun, runDemo } from './demo-run.ts';
import { readCode } from './read-code.ts';
import { ShopPage } from './shop-page.ts';

let browser: Browser;

beforeAll(async () => {
  browser = await launchBrowser();
});

afterAll(() => browser.close());

describe('a customer at the example shop', () => {
  let demo: DemoRun;

  beforeAll(async () => {
    demo = await runDemo(newFolder());
  }, 60_000);

  afterAll(() => demo.stop());

  it.each<[string, BrowserContextOptions]>([
    ['on a desktop', DESKTOP],
    ['on a desktop in the dark', { ...DESKTOP, colorScheme: 'dark' }],
    ['on a phone', PHONE],
    ['on a phone in the dark', { ...PHONE, colorScheme: 'dark' }],
  ])('presses, scans and sees Paid, %s', { timeout: 60_000 }, async (_where, options) => {
    const context = await browser.newContext(options);
    const shop = await ShopPage.open(context, demo.url);

    const { reference, bolt11 } = await shop.press();
    const read = readCode(await shop.page.screenshot());
    expect(Object.values(read)).toEqual(Object.keys(read).map(() => bolt11.toUpperCase()));

    await shop.pay();
    await expect
      .poll(() => shop.newestRow())
      .toEqual({
        status: 'settled',
        flags: [],
        reference,
        events: ['created', 'invoice_added', 'received', 'settled'],
      });
    await shop.page.keyboard.press('Escape');
    await expect.poll(() => shop.order).toBe('paid');

    const { score, total } = await shop.layoutShift();
    expect(score).toBe(0);
    // A text at the right edge that gets longer begins further left, which Chromium counts: a hundred-thousandth.
    expect(total).toBeLessThan(0.0001);
    expect(shop.faults).toEqual([]);
    expect(shop.loads).toBe(1);
    await context.close();
  });

  it('finds the merchant’s dashboard, and the key to it', { timeout: 60_000 }, async () => {
    const context = await browser.newContext(DESKTOP);
    const shop = await ShopPage.open(context, demo.url);
    const { reference } = await shop.press();
    const key = await shop.page.getByLabel('Merchant key of this demo').inputValue();
    const opening = context.waitForEvent('page');
    await shop.page.keyboard.press('Escape');
    await shop.page.getByRole('link', { name: 'Open', exact: true }).click();
    const dashboard = await opening;
    await dashboard.getByLabel('Merchant key').fill(key);
    await dashboard.keyboard.press('Enter');
    await dashboard.getByRole('link', { name: 'Payments', exact: true }).click();
    await dashboard.getByRole('link', { name: reference }).waitFor();
    expect(shop.faults).toEqual([]);
    await context.close();
  });

  it('sees no order paid because a script of the page says so', { timeout: 60_000 }, async () => {
    const context = await browser.newContext(DESKTOP);
    const shop = await ShopPage.open(context, demo.url);
    await shop.page
      .locator('lightning-pay')
      .dispatchEvent('lp-settled', { detail: { payment: { status: 'settled' } } });
    await shop.hearBackend();
    expect(await shop.order).toBe('unpaid');
    await context.close();
  });

  it('is not sent the goods for a smaller amount that the page was edited to', {
    timeout: 60_000,
  }, async () => {
    const context = await browser.newContext(DESKTOP);
    const shop = await ShopPage.open(context, demo.url);
    await shop.page.locator('lightning-pay').evaluate((tag) => tag.setAttribute('amount', '20'));
    await shop.press();
    await shop.pay();
    await shop.page.keyboard.press('Escape');
    await expect.poll(() => shop.order).toBe('mismatch');
    await context.close();
  });
});

describe('the demo', () => {
  const dataDir = newFolder();
  const runs: DemoRun[] = [];

  afterAll(() => Promise.all(runs.map((run) => run.stop())));

  const start = async () => {
    const run = await runDemo(dataDir);
    runs.push(run);
    return run;
  };

  it('keeps a payment over a stop and a kill of the server, and ends where the simulated BTCPay dies', {
    timeout: 120_000,
  }, async () => {
    const context = await browser.newContext(DESKTOP);
    const first = await start();
    const customer = await ShopPage.open(context, first.url);
    const { reference } = await customer.press();
    await customer.pay();
    await customer.page.close();
    const settled = {
      status: 'settled',
      flags: [],
      reference,
      events: ['created', 'invoice_added', 'received', 'settled'],
    };

    expect(await first.stop()).toBe(0);
    const second = await start();
    const owner = await ShopPage.open(context, second.url);
    await expect.poll(() => owner.newestRow()).toEqual(settled);
    await owner.page.close();

    const killed = second.pids.get('server') ?? 0;
    process.kill(killed, 'SIGKILL');
    await expect.poll(() => second.pids.get('server')).not.toBe(killed);
    const again = await ShopPage.open(context, second.url);
    await expect.poll(() => again.newestRow(), { timeout: 20_000 }).toEqual(settled);
    await context.close();

    process.kill(second.pids.get('simulated BTCPay') ?? 0, 'SIGKILL');
    expect(await second.exitCode).toBe(1);
    expect(second.errors()).toContain('The simulated BTCPay ended (SIGKILL).');
  });
});
