import type { Browser, BrowserContext, BrowserContextOptions, Page } from 'playwright-core';
import { MERCHANT_KEY, type Rig } from '../acceptance/rig.ts';
import { complaintsOf, faultsOf } from '../hosted/page-faults.ts';

/** A merchant at the dashboard, with an ear on everything that would be a fault of it. */
export class MerchantPage {
  readonly context: BrowserContext;
  readonly page: Page;
  readonly #rig: Rig;
  /** Exceptions, and violations of the content security policy; what a status says is no fault. */
  readonly faults: string[];

  private constructor(context: BrowserContext, page: Page, rig: Rig) {
    this.context = context;
    this.page = page;
    this.#rig = rig;
    this.faults = faultsOf(page);
  }

  /** Opens a browser window at the log-in. */
  static async at(rig: Rig, browser: Browser, options: BrowserContextOptions): Promise<MerchantPage> {
    const context = await browser.newContext(options);
    const merchant = new MerchantPage(context, await context.newPage(), rig);
    await merchant.page.goto(`${rig.url}/merchant`);
    return merchant;
  }

  /** The same, logged in. */
  static async in(
    rig: Rig,
    browser: Browser,
    options: BrowserContextOptions,
    key = MERCHANT_KEY,
  ): Promise<MerchantPage> {
    const merchant = await MerchantPage.at(rig, browser, options);
    await merchant.logIn(key);
    await merchant.page.locator('header.bar').waitFor();
    return merchant;
  }

  async logIn(key: string): Promise<void> {
    await this.page.fill('#key', key);
    await this.page.getByRole('button', { name: 'Log in' }).click();
  }

  /** Goes to a place without loading the page again, and waits until all that it loads is there. */
  async go(hash: string): Promise<void> {
    // The address alone may be the one that is shown.
    await this.page.evaluate(`location.hash = ''`);
    await this.page.evaluate(`location.hash = ${JSON.stringify(hash)}`);
    await this.settled();
  }

  /** Waits until nothing that is shown is on its way. */
  async settled(): Promise<void> {
    await this.page.locator('main :is([aria-busy], .failure)').first().waitFor({ state: 'attached' });
    await this.page.locator('main [aria-busy="true"]').first().waitFor({ state: 'detached' });
  }

  /** A button by its name, in the dialog that is open if there is one. */
  button(name: string | RegExp, inDialog = false) {
    const around = inDialog ? this.page.locator('dialog[open]') : this.page;
    return around.getByRole('button', { name, exact: typeof name === 'string' });
  }

  /** All the text of the place. */
  async text(): Promise<string> {
    return (await this.page.locator('main').textContent()) ?? '';
  }

  /** What axe-core has against the page as it is now. */
  complaints(): Promise<string[]> {
    return complaintsOf(this.page);
  }

  /** Reads the merchant API as the server answers it. */
  async api<T>(path: string): Promise<T> {
    const answer = await fetch(`${this.#rig.url}/v1/merchant/${path}`, {
      headers: { Authorization: `Bearer ${MERCHANT_KEY}` },
    });
    return (await answer.json()) as T; // the test knows what it asks for
  }
}
