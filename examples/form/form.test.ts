import type { Browser, Page, Request } from 'playwright-core';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { type StaticServer, startStaticServer } from '../static-server.ts';
import { closePages, launchBrowser } from '../test/browser.ts';
import { openExample, payInSandbox } from '../test/example-page.ts';

const BUTTON = 'lightning-pay [part~="button"]';
const PAYMENT_ID = /^pay_[\w-]{22}$/;

describe('a form that needs a payment', () => {
  let browser: Browser;
  let server: StaticServer;
  let page: Page;
  let faults: readonly string[];
  let sent: Request[];

  beforeAll(async () => {
    [browser, server] = await Promise.all([launchBrowser(), startStaticServer(0)]);
  });

  afterEach(() => closePages(browser));

  afterAll(async () => {
    await browser.close();
    await server.stop();
  });

  beforeEach(async () => {
    ({ page, faults } = await openExample(browser, `${server.url}/form/`));
    sent = [];
    page.on('request', (request) => {
      if (request.method() === 'POST') sent.push(request);
    });
    await page.getByLabel('Name').fill('Seat 4');
  });

  const pay = async () => {
    await page.locator(BUTTON).click();
    await payInSandbox(page);
    await page.getByRole('button', { name: 'Done' }).click();
    await page.getByText('Paid, LP-').waitFor();
  };

  /** What the form would send now. */
  const entries = () =>
    page.evaluate(() => {
      const form = document.querySelector('form');
      return Object.fromEntries(
        form ? [...new FormData(form)].map(([name, value]) => [name, `${value}`]) : [],
      );
    });

  const isValid = () => page.evaluate(() => document.querySelector('form')?.matches(':valid'));

  it('is not sent before, and says why at the button', async () => {
    const messages: string[] = [];
    // What a browser says in a bubble is in no tree that can be read: it is heard where it is asked for.
    await page.exposeFunction('hearMessage', (message: string) => messages.push(message));
    await page.evaluate(() => {
      const { hearMessage } = globalThis as unknown as { hearMessage: (message: string) => void };
      const { reportValidity } = ElementInternals.prototype;
      ElementInternals.prototype.reportValidity = function report() {
        hearMessage(this.validationMessage);
        return reportValidity.call(this);
      };
    });
    await page.getByRole('button', { name: 'Reserve' }).click();
    await expect.poll(() => messages).toEqual(['Please pay first.']);
    expect(await page.evaluate(() => document.activeElement?.localName)).toBe('lightning-pay');
    expect(await isValid()).toBe(false);
    expect(await entries()).toEqual({ name: 'Seat 4', evening: 'Thursday' });
    expect([sent, faults]).toEqual([[], []]);
  });

  it('sends the value once it is paid', async () => {
    await pay();
    expect([await isValid(), faults]).toEqual([true, []]);
    await page.getByRole('button', { name: 'Reserve' }).click();
    await page.waitForURL('**/form/orders');
    expect(await page.locator('body').textContent()).toMatch(
      /^name: Seat 4\nevening: Thursday\nreceipt: pay_[\w-]{22}\n$/,
    );
  });

  it('is cleared by a reset, and then needs another payment', async () => {
    await pay();
    const first = (await entries())['receipt'];
    await page.getByRole('button', { name: 'Clear' }).click();
    await expect.poll(entries).toEqual({ name: '', evening: 'Thursday' });
    await expect.poll(isValid).toBe(false);
    await pay();
    const second = (await entries())['receipt'];
    expect([first, second]).toEqual([expect.stringMatching(PAYMENT_ID), expect.stringMatching(PAYMENT_ID)]);
    expect(second).not.toBe(first);
  });
});
