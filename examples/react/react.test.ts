import { rm } from 'node:fs/promises';
import { createRequire } from 'node:module';
import type { Browser } from 'playwright-core';
import { build, type PreviewServer, preview } from 'vite';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { closePages, launchBrowser, newFolder } from '../test/browser.ts';
import { openExample, payInSandbox } from '../test/example-page.ts';

const AXE = createRequire(import.meta.url).resolve('axe-core');

describe('the element in React 19', () => {
  const outDir = newFolder();
  let browser: Browser;
  let server: PreviewServer;

  beforeAll(async () => {
    const config = {
      root: import.meta.dirname,
      logLevel: 'warn',
      build: { outDir, emptyOutDir: true },
      preview: { port: 0, host: '127.0.0.1' },
    } as const;
    [browser] = await Promise.all([launchBrowser(), build(config)]);
    server = await preview(config);
  });

  afterEach(() => closePages(browser));

  afterAll(async () => {
    await browser.close();
    await server.close();
    await rm(outDir, { recursive: true });
  });

  const visit = () => openExample(browser, server.resolvedUrls?.local[0] ?? '');

  it('tells the state that it is paid', async () => {
    const { page, faults } = await visit();
    const status = page.locator('#root > main > [role="status"]');
    expect(await status.textContent()).toBe('Not paid yet');
    await page.locator('lightning-pay [part~="button"]').click();
    await payInSandbox(page);
    const reference = await page.locator('lightning-pay [part~="reference"]').textContent();
    expect(await status.textContent()).toBe(`Paid, ${reference}`);
    expect([reference, faults]).toEqual([expect.stringMatching(/^LP-/), []]);
  });

  it('takes its attributes from the state', async () => {
    const { page, faults } = await visit();
    const button = page.locator('lightning-pay [part~="button"]');
    expect(await button.textContent()).toBe('Pay $50.00');
    await page.getByLabel('How many').selectOption('3');
    await expect.poll(() => button.textContent()).toBe('Pay $75.00');
    await button.click();
    await page.locator('lightning-pay [part~="amount"]').getByText('$75.00').waitFor();
    expect(faults).toEqual([]);
  });

  it('has no fault that axe finds', async () => {
    const { page } = await visit();
    await page.addScriptTag({ path: AXE });
    const violations = await page.evaluate(async () => {
      const { axe } = globalThis as unknown as { axe: typeof import('axe-core') }; // the script has put it there
      return (await axe.run()).violations.map(({ id }) => id);
    });
    expect(violations).toEqual([]);
  });
});
