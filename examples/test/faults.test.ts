import type { Browser, BrowserContext, BrowserContextOptions } from 'playwright-core';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { DESKTOP, launchBrowser, newFolder, PHONE } from './browser.ts';
import { type DemoRun, runDemo } from './demo-run.ts';
import { readCode } from './read-code.ts';
import { ShopPage } from './shop-page.ts';

describe('a sceptic at the example shop', () => {
  let browser: Browser;
  let demo: DemoRun;
  let context: BrowserContext;

  beforeAll(async () => {
    [browser, demo] = await Promise.all([launchBrowser(), runDemo(newFolder())]);
  });

  afterEach(() => context.close());

  afterAll(async () => {
    await browser.close();
    await demo.stop();
  });

  const visit = async (options: BrowserContextOptions = DESKTOP) => {
    context = await browser.newContext(options);
    return ShopPage.open(context, demo.url);
  };

  /** The code that the ledger says can be paid now. */
  const codeOf = async (shop: ShopPage, id: string): Promise<string | undefined> => {
    const state = await (await shop.page.request.get(`${demo.url}/demo/state`)).json();
    return state.payments.find((payment: { id: string }) => payment.id === id)?.invoice?.bolt11;
  };

  it('pays half, is shown the code of the rest, pays it, and sees Paid', async () => {
    const shop = await visit();
    const { id, reference, bolt11 } = await shop.press();
    await shop.switch('underpay').click();
    await shop.page.getByText('38,825 sats', { exact: true }).first().waitFor();
    await expect.poll(() => codeOf(shop, id)).not.toBe(bolt11);
    const rest = (await codeOf(shop, id))?.toUpperCase();
    await expect.poll(async () => readCode(await shop.page.screenshot()).jsqr).toBe(rest);
    expect((await shop.newestRow()).flags).toEqual(['underpaid']);

    await shop.pay();
    await expect
      .poll(() => shop.newestRow())
      .toEqual({
        status: 'settled',
        flags: [],
        reference,
        events: [
          'created',
          'invoice_added',
          'received',
          'invoice_replaced',
          'underpaid',
          'received',
          'settled',
        ],
      });
    expect(shop.loads).toBe(1);
  });

  it('pays after the code has expired, and sees Paid with the flag late', async () => {
    const shop = await visit();
    const { reference } = await shop.press();
    await shop.switch('late').click();
    await shop.paid();
    await expect
      .poll(() => shop.newestRow())
      .toMatchObject({ status: 'settled', flags: ['late'], reference });
    await shop.page.keyboard.press('Escape');
    await expect.poll(() => shop.order).toBe('paid');
    expect(shop.loads).toBe(1);
  });

  it('kills the server while the dialog waits, pays, and sees Paid without a reload', async () => {
    const shop = await visit();
    const { reference } = await shop.press();
    await expect.poll(async () => (await shop.newestRow()).reference).toBe(reference);
    const killed = demo.pids.get('server');
    await shop.switch('kill').click();
    await shop.page.getByText('Restarting').waitFor();
    await shop.page.getByText('No answer, last known rows').waitFor();
    expect((await shop.newestRow()).reference).toBe(reference);
    await shop.page.getByText('Kill now').waitFor();
    expect(demo.pids.get('server')).not.toBe(killed);

    await shop.pay();
    await expect.poll(() => shop.newestRow()).toMatchObject({ status: 'settled', flags: [], reference });
    expect(shop.loads).toBe(1);
  });

  it('pays while BTCPay is down, and sees Paid once it is back, on a phone', async () => {
    const shop = await visit(PHONE);
    await shop.press();
    await shop.page.getByRole('button', { name: 'Break it' }).click();
    await shop.switch('down').evaluate((button) => button.setAttribute('data-seconds', '3'));
    await shop.switch('down').click();
    await shop.page.getByText(/Down 0:0\d/).waitFor();
    await shop.pay();
    await expect.poll(() => shop.switch('down').getAttribute('aria-pressed')).toBe('false');
  });

  it('drops the webhooks, pays, and sees Paid by the sweep', { timeout: 90_000 }, async () => {
    const shop = await visit();
    const { reference } = await shop.press();
    await shop.switch('drop').click();
    await shop.page.getByText('Webhooks are lost. The sweep finds it within 35 s.').waitFor();
    await shop.page.locator('[data-demo="pay"]').click();
    await shop.paid(60_000);
    expect(await shop.switch('drop').getAttribute('aria-pressed')).toBe('true');
    await expect.poll(() => shop.newestRow()).toMatchObject({ status: 'settled', reference });
  });
});
