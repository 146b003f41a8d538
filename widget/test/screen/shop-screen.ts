import { type Browser, type BrowserContextOptions, chromium, type Locator, type Page } from 'playwright-core';
import { PHASES, type Phase } from '../../src/checkout-state.ts';
import { type FakeShop, startShop } from '../shots/fake-shop.ts';
import { type Scenario, scenarioOf } from '../shots/scenarios.ts';

/** The phases of an open checkout. */
export const OPEN_PHASES: readonly Phase[] = PHASES.filter((phase) => phase !== 'idle');

/** The shop of the screenshots in a browser, with the bundles as they were built. */
export interface ShopScreen {
  /** A page of its own with a checkout in that state; closed by `close`. */
  show(scenario: Scenario | Phase, screen?: BrowserContextOptions): Promise<{ page: Page; dialog: Locator }>;
  close(): Promise<void>;
}

/** Long enough for a browser on a busy machine, in ms. */
export const PATIENCE = 30_000;

/** Starts both. */
export async function openShopScreen(): Promise<ShopScreen> {
  const shop: FakeShop = await startShop();
  const browser: Browser = await chromium.launch({
    executablePath: process.env['CHROME_PATH'] ?? '/usr/bin/chromium',
    args: ['--no-sandbox', '--disable-gpu', '--disable-background-networking'],
  });
  return {
    async show(wanted, screen = {}) {
      const scenario = typeof wanted === 'string' ? scenarioOf(wanted) : wanted;
      const context = await browser.newContext({ viewport: { width: 1280, height: 900 }, ...screen });
      const page = await context.newPage();
      shop.play(scenario);
      await page.goto(shop.url);
      const element = page.locator('#shop');
      const dialog = element.locator('dialog');
      if (scenario.create === null) return { page, dialog };
      await page.evaluate(async () => {
        await document.fonts.load('15px Inter'); // the page's own move, before the press
        performance.mark('press');
      });
      await element.click();
      await dialog.locator('.live', { hasText: scenario.words }).waitFor({ state: 'attached' });
      await dialog.evaluate((sheet) => Promise.all(sheet.getAnimations().map(({ finished }) => finished)));
      return { page, dialog };
    },
    async close() {
      await browser.close();
      shop.close();
    },
  };
}
