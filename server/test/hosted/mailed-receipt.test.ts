import type { Browser, BrowserContextOptions } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { type MailRig, startMailRig } from '../fulfillment/mail-rig.ts';
import { DESKTOP, launchBrowser, NARROW } from './browser.ts';
import { Customer } from './customer.ts';

describe('a customer who wants the receipt by mail', { timeout: 60_000 }, () => {
  let browser: Browser;
  let mail: MailRig;
  beforeAll(async () => {
    browser = await launchBrowser();
    mail = await startMailRig({ publicHere: true });
  });
  afterAll(async () => {
    await browser.close();
    await mail.stop();
  });

  it.each<[string, BrowserContextOptions]>([
    ['with scripts', DESKTOP],
    ['without scripts, on a narrow screen', { ...NARROW, javaScriptEnabled: false }],
  ])('asks for it on the page of the payment, %s', async (how, options) => {
    const customer = await Customer.at(mail.rig, browser, options);
    const { page } = customer;
    const payment = await customer.begin();
    mail.rig.simulator.pay({ invoiceId: payment.invoices[0]?.id ?? '' });
    await page.getByRole('heading', { name: 'Paid' }).waitFor({ timeout: 20_000 });
    await page.getByText('Mail me the receipt').click();
    if (how === 'with scripts') expect(await customer.complaints()).toEqual([]);
    const to = `${how.length}@example.com`;
    await page.getByLabel('Mail address').fill(to);
    await page.getByRole('button', { name: 'Send' }).click();
    await page.getByText('The receipt is on its way to your mailbox.').waitFor();
    await vi.waitFor(() => expect(mail.mailsOf(payment, to)).toHaveLength(1), { timeout: 10_000 });
    expect(mail.mailsOf(payment, to)[0]?.parsed.text).toContain('/receipt/rcp_');
    expect(customer.faults).toEqual([]);
    await customer.context.close();
  });
});
