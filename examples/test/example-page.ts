import type { Browser, BrowserContextOptions, Page } from 'playwright-core';
import { DESKTOP } from './browser.ts';

/** An example in a browser of its own, with an ear on everything that would be a fault of it. */
export interface ExamplePage {
  readonly page: Page;
  /** Exceptions, console errors and violations of a content security policy. */
  readonly faults: readonly string[];
}

/** Opens a page; settles once its button can be pressed. */
export async function openExample(
  browser: Browser,
  url: string,
  options: BrowserContextOptions = DESKTOP,
): Promise<ExamplePage> {
  const context = await browser.newContext(options);
  const page = await context.newPage();
  const faults: string[] = [];
  page.on('pageerror', (error) => faults.push(error.message));
  page.on('console', (message) => {
    if (message.type() === 'error') faults.push(message.text());
  });
  await page.exposeFunction('reportViolation', (violation: string) => faults.push(violation));
  await page.addInitScript(watchPolicy);
  await page.goto(url);
  await page.locator('lightning-pay [part~="button"]:enabled').first().waitFor();
  return { page, faults };
}

/** Presses Pay in the sandbox's own wallet, then waits for the word that says it. */
export async function payInSandbox(page: Page): Promise<void> {
  await page.getByRole('group', { name: 'Sandbox' }).getByRole('button', { name: 'Pay' }).click();
  await page.locator('lightning-pay').getByRole('heading', { name: 'Paid' }).waitFor();
}

/** Runs in the page, before anything else of it. */
function watchPolicy(): void {
  const { reportViolation } = globalThis as unknown as { reportViolation: (violation: string) => void };
  document.addEventListener('securitypolicyviolation', ({ effectiveDirective, blockedURI, sample }) =>
    reportViolation(`policy: ${effectiveDirective} ${blockedURI} ${sample}`),
  );
}
