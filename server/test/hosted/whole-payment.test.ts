import type { Browser, BrowserContextOptions } from 'playwright-core';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { type Rig, startRig } from '../acceptance/rig.ts';
import { DESKTOP, launchBrowser, PHONE } from './browser.ts';
import { Customer } from './customer.ts';
import { readCode } from './read-code.ts';

describe('a customer at the hosted checkout', { timeout: 60_000 }, () => {
  let browser: Browser;
  let rig: Rig;
  let customer: Customer;
  beforeAll(async () => {
    browser = await launchBrowser();
    rig = await startRig({ publicHere: true, webhooks: true });
  });
  afterEach(async () => {
    expect(customer.faults).toEqual([]);
    await customer.context.close();
  });
  afterAll(async () => {
    await browser.close();
    await rig.stop();
  });
  const visit = async (options: BrowserContextOptions) => {
    customer = await Customer.at(rig, browser, options);
    return customer;
  };

  it('pays without scripts: the page reads itself again until it says Paid, and leads to the receipt', async () => {
    const { page } = await visit({ ...DESKTOP, javaScriptEnabled: false });
    const payment = await customer.begin();
    const [invoice] = payment.invoices;
    expect(readCode(await page.screenshot())).toBe(invoice?.bolt11.toUpperCase());
    expect(await page.getAttribute('#wallet', 'href')).toBe(`lightning:${invoice?.bolt11}`);
    expect(await page.isVisible('#copy'), 'a button that nothing would answer').toBe(false);
    rig.simulator.pay({ invoiceId: invoice?.id ?? '' });
    await page.getByRole('heading', { name: 'Paid' }).waitFor({ timeout: 20_000 });
    expect(await page.locator('meta[http-equiv]').count(), 'it is at rest').toBe(0);
    await page.getByRole('link', { name: 'Receipt' }).click();
    await page.getByText('Two cups').waitFor();
    expect(page.url()).toBe((await rig.merchantPayment(payment.id)).receiptUrl);
    expect(await page.getByText(payment.reference).isVisible()).toBe(true);
  });

  it.each<[string, BrowserContextOptions]>([
    ['on a desktop', DESKTOP],
    ['on a phone', PHONE],
  ])('pays with scripts and the keyboard, and stays on one page, %s', async (_, options) => {
    const { page } = await visit(options);
    await customer.open();
    await page.getByRole('button', { name: 'Pay $50.00' }).press('Enter');
    await page.waitForURL(/\/pay\/pay_/);
    const [invoice] = (await customer.payment()).invoices;
    let loads = 0;
    page.on('load', () => {
      loads += 1;
    });
    await page.focus('#wallet');
    rig.simulator.pay({ invoiceId: invoice?.id ?? '', sats: 30_000 });
    await page.getByText('Part of it has arrived. Still to pay: 47,650 sats.').first().waitFor();
    const [rest] = (await customer.payment()).invoices;
    expect(rest?.bolt11).not.toBe(invoice?.bolt11);
    expect(readCode(await page.screenshot())).toBe(rest?.bolt11.toUpperCase());
    expect(await page.evaluate('document.activeElement.id'), 'the focus stayed').toBe('wallet');
    rig.simulator.pay({ invoiceId: invoice?.id ?? '' });
    await page.getByRole('heading', { name: 'Paid' }).waitFor();
    expect(await page.textContent('#live')).toBe('Paid');
    expect(await page.title()).toMatch(/^Paid \$50\.00 /);
    expect(await page.evaluate('document.activeElement.id'), 'what had it is gone').toBe('page');
    expect(loads).toBe(0);
  });

  it('copies the invoice', async () => {
    const { page, context } = await visit(DESKTOP);
    await context.grantPermissions(['clipboard-read', 'clipboard-write']);
    const payment = await customer.begin();
    await page.getByRole('button', { name: 'Copy invoice' }).click();
    await page.getByText('Copied').first().waitFor();
    expect(await page.evaluate('navigator.clipboard.readText()')).toBe(payment.invoices[0]?.bolt11);
  });

  it('types an amount, is told what is wrong with it, and pays another', async () => {
    const { page } = await visit(DESKTOP);
    await customer.open('');
    await page.fill('#amount', '5');
    await page.click('#pay');
    await page.getByText('Please enter an amount. Between $20.00 and $100.00.').waitFor();
    expect(await page.inputValue('#amount')).toBe('5');
    await page.fill('#amount', '25,50');
    await page.click('#pay');
    await page.waitForURL(/\/pay\/pay_/);
    expect(await customer.payment()).toMatchObject({ amount: '25.50', currency: 'USD', pricedBy: 'open' });
  });

  it('gets a new code once the old one is over', async () => {
    const { page } = await visit(DESKTOP);
    const payment = await customer.begin();
    rig.simulator.expire({ invoiceId: payment.invoices[0]?.id ?? '' });
    await page.getByText(`Already paid? We are still watching ${payment.reference}.`).first().waitFor();
    expect(await page.locator('.code').count()).toBe(0);
    await page.getByRole('button', { name: 'New code' }).click();
    await page.locator('.code').waitFor();
    const renewed = await customer.payment();
    expect(renewed.invoices).toHaveLength(2);
    expect(readCode(await page.screenshot())).toBe(renewed.invoices[1]?.bolt11.toUpperCase());
  });

  it('is told that the connection is lost, and that it is back', async () => {
    const { page, context } = await visit(DESKTOP);
    await customer.begin();
    await context.route(/\/pay\/pay_/, (route) => route.abort());
    await page.getByText('Connection lost, reconnecting').first().waitFor({ timeout: 20_000 });
    await context.unrouteAll();
    await page.getByText('Waiting for payment').first().waitFor({ timeout: 20_000 });
    customer.faults.length = 0; // the browser tells of requests that were cut off
  });
});
