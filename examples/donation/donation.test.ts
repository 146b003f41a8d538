import type { Browser, Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { type StaticServer, startStaticServer } from '../static-server.ts';
import { closePages, launchBrowser } from '../test/browser.ts';
import { openExample, payInSandbox } from '../test/example-page.ts';

describe('a donation', () => {
  let browser: Browser;
  let server: StaticServer;
  let page: Page;
  let faults: readonly string[];

  beforeAll(async () => {
    [browser, server] = await Promise.all([launchBrowser(), startStaticServer(0)]);
  });

  afterEach(() => closePages(browser));

  afterAll(async () => {
    await browser.close();
    await server.stop();
  });

  beforeEach(async () => {
    ({ page, faults } = await openExample(browser, `${server.url}/donation/`));
    await page.getByRole('button', { name: 'Donate' }).click();
  });

  /** Goes on with the amount, pays, and reads what the dialog says was paid. */
  const give = async () => {
    await page.getByRole('button', { name: 'Continue' }).click();
    await payInSandbox(page);
    return page.locator('lightning-pay [part~="outcome"]').textContent();
  };

  it('offers the amounts of the tag', async () => {
    const suggestions = page.locator('lightning-pay [part~="suggestion"]');
    await suggestions.first().waitFor();
    expect(await suggestions.allInnerTexts()).toEqual(['$10.00', '$25.00', '$50.00']);
  });

  it('is paid with an amount that was chosen', async () => {
    await page.getByRole('button', { name: '$25.00' }).click();
    expect(await give()).toContain('$25.00');
    expect(faults).toEqual([]);
  });

  it('is paid with an amount that was typed, by the keyboard alone', async () => {
    await page.locator('lightning-pay input:focus').waitFor();
    await page.keyboard.type('17.5');
    await page.keyboard.press('Enter');
    await payInSandbox(page);
    expect(await page.locator('lightning-pay [part~="outcome"]').textContent()).toContain('$17.50');
    expect(faults).toEqual([]);
  });
});
