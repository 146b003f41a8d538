import type { Browser, BrowserContext, BrowserContextOptions, Page } from 'playwright-core';
import { expect, vi } from 'vitest';
import type { MerchantPayment } from '../../src/http/contract.ts';
import type { Rig } from '../acceptance/rig.ts';
import { complaintsOf, faultsOf } from './page-faults.ts';

/** A customer at the hosted checkout, with an ear on everything that would be a fault of it. */
export class Customer {
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

  /** Opens a browser window. */
  static async at(rig: Rig, browser: Browser, options: BrowserContextOptions): Promise<Customer> {
    const context = await browser.newContext(options);
    return new Customer(context, await context.newPage(), rig);
  }

  /** Opens the checkout of an order. */
  async open(query = 'amount=50&orderId=A-1&description=Two%20cups'): Promise<void> {
    await this.page.goto(`${this.#rig.url}/pay?${query}`);
  }

  /** Opens the checkout and presses the button; settles on the page of the payment. */
  async begin(query?: string): Promise<MerchantPayment> {
    await this.open(query);
    await this.page.click('#pay');
    await this.page.waitForURL(/\/pay\/pay_/);
    return this.payment();
  }

  /** The payment whose page is open, as its merchant sees it. */
  payment(): Promise<MerchantPayment> {
    const id = /\/pay\/(pay_[\w-]+)/.exec(this.page.url())?.[1] ?? '';
    return this.#rig.merchantPayment(id);
  }

  /** Waits until the ledger says so of the payment whose page is open. */
  async ledgerSays(wanted: Partial<MerchantPayment>): Promise<void> {
    await vi.waitFor(async () => expect(await this.payment()).toMatchObject(wanted), { timeout: 10_000 });
  }

  /** What axe-core has against the page as it is now. */
  complaints(): Promise<string[]> {
    return complaintsOf(this.page);
  }
}
