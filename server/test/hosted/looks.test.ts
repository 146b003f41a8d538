import type { Browser, BrowserContextOptions } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Rig, startRig } from '../acceptance/rig.ts';
import { DESKTOP, launchBrowser, NARROW, PHONE } from './browser.ts';
import { Customer } from './customer.ts';
import { readCode } from './read-code.ts';

describe('the hosted pages', { timeout: 90_000 }, () => {
  let browser: Browser;
  let rig: Rig;
  beforeAll(async () => {
    browser = await launchBrowser();
    rig = await startRig({
      publicHere: true,
      webhooks: true,
      settings: { supportUrl: 'mailto:help@shop.example' },
    });
  });
  afterAll(async () => {
    await browser.close();
    await rig.stop();
  });

  it.each<[string, BrowserContextOptions]>([
    ['in light', DESKTOP],
    ['in dark, on a phone', { ...PHONE, colorScheme: 'dark' }],
    ['in dark', { ...DESKTOP, colorScheme: 'dark' }],
  ])('give axe-core nothing to complain about, %s', async (_, options) => {
    const customer = await Customer.at(rig, browser, options);
    const { page } = customer;
    const complaints: Record<string, string[]> = {};
    const look = async (name: string) => {
      complaints[name] = await customer.complaints();
    };
    await customer.open();
    await look('order');
    await customer.open('');
    await look('amount');
    await page.fill('#amount', '5');
    await page.click('#pay');
    await page.locator('[aria-invalid="true"]').waitFor();
    await look('wrong amount');
    await page.goto(`${rig.url}/pay/unknown`);
    await look('unknown');
    const { invoices } = await customer.begin();
    await page.click('summary');
    await look('awaiting');
    rig.simulator.expire({ invoiceId: invoices[0]?.id ?? '' });
    await page.locator('#renew').waitFor();
    await look('expired');
    await page.click('#renew');
    await page.locator('.code').waitFor();
    rig.simulator.pay({ invoiceId: (await customer.payment()).invoices[1]?.id ?? '' });
    await page.locator('#receipt').waitFor();
    await look('paid');
    await page.click('#receipt');
    await page.locator('#print').waitFor();
    await look('receipt');
    expect(complaints).toEqual(Object.fromEntries(Object.keys(complaints).map((name) => [name, []])));
    await customer.context.close();
  });

  it.each<[string, BrowserContextOptions]>([
    ['in light', DESKTOP],
    ['in dark', { ...DESKTOP, colorScheme: 'dark' }],
    ['in dark on a phone', { ...PHONE, colorScheme: 'dark' }],
    ['at 320 pixels', NARROW],
    ['at 320 pixels in dark', { ...NARROW, colorScheme: 'dark' }],
    ['in forced colours', { ...DESKTOP, forcedColors: 'active', colorScheme: 'dark' }],
  ])(
    'show a code that can be read, 260 pixels or more, without scrolling sideways, %s',
    async (_, options) => {
      const customer = await Customer.at(rig, browser, options);
      const { page } = customer;
      const { invoices } = await customer.begin();
      expect(readCode(await page.screenshot())).toBe(invoices[0]?.bolt11.toUpperCase());
      const box = await page.locator('.code').boundingBox();
      expect(Math.min(box?.width ?? 0, box?.height ?? 0)).toBeGreaterThanOrEqual(260);
      expect(await page.evaluate('document.documentElement.scrollWidth - innerWidth')).toBeLessThanOrEqual(0);
      await customer.context.close();
    },
  );

  it('keep the height of the frame from order to paid', async () => {
    const customer = await Customer.at(rig, browser, DESKTOP);
    const { page } = customer;
    const height = async () => (await page.locator('.frame').boundingBox())?.height;
    await customer.open();
    const heights = [await height()];
    const { invoices } = await customer.begin();
    heights.push(await height());
    rig.simulator.pay({ invoiceId: invoices[0]?.id ?? '' });
    await page.locator('#receipt').waitFor();
    heights.push(await height());
    expect(new Set(heights).size, heights.join()).toBe(1);
    await customer.context.close();
  });
});
