import type { Browser } from 'playwright-core';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { type StaticServer, startStaticServer } from '../static-server.ts';
import { closePages, launchBrowser } from '../test/browser.ts';
import { openExample, payInSandbox } from '../test/example-page.ts';

describe('a page with the strictest policy', () => {
  let browser: Browser;
  let server: StaticServer;

  beforeAll(async () => {
    [browser, server] = await Promise.all([launchBrowser(), startStaticServer(0)]);
  });

  afterEach(() => closePages(browser));

  afterAll(async () => {
    await browser.close();
    await server.stop();
  });

  it('takes a whole payment without a violation', async () => {
    const { page, faults } = await openExample(browser, `${server.url}/strict-csp/`);
    const button = page.locator('lightning-pay [part~="button"]');
    await button.click();
    await page.locator('lightning-pay [part~="qr"]').waitFor();
    await page.getByRole('group', { name: 'Sandbox' }).getByRole('button', { name: 'Expire' }).click();
    await page.getByRole('button', { name: 'New code' }).click();
    await payInSandbox(page);
    await page.getByRole('button', { name: 'Done' }).click();
    await page.locator('lightning-pay dialog').waitFor({ state: 'hidden' });
    const accent = await button.evaluate((element) => getComputedStyle(element).backgroundColor);
    expect([accent, faults]).toEqual(['rgb(91, 61, 245)', []]);
  });

  it('would have told of a violation', async () => {
    const { page, faults } = await openExample(browser, `${server.url}/strict-csp/`);
    await page.evaluate(() => document.body.setAttribute('style', 'color: red'));
    await expect.poll(() => faults).toContainEqual(expect.stringContaining('policy: style-src-attr'));
  });

  it('takes no text for code', async () => {
    const { page } = await openExample(browser, `${server.url}/strict-csp/`);
    const write = page.evaluate(() => {
      document.body.innerHTML = '<b>text</b>';
    });
    await expect(write).rejects.toThrow('TrustedHTML');
  });
});
