import type { BrowserContext, Locator, Page, Response } from 'playwright-core';

/** The shop in a browser, with an ear on everything that would be a fault of it. */
export class ShopPage {
  readonly page: Page;
  /** Errors of the page: exceptions, console errors, violations of its content security policy. */
  readonly faults: string[] = [];
  /** How often the page was loaded. */
  loads = 0;

  private constructor(page: Page) {
    this.page = page;
    page.on('pageerror', (error) => this.faults.push(error.message));
    page.on('console', (message) => {
      if (message.type() === 'error') this.faults.push(message.text());
    });
    page.on('load', () => {
      this.loads += 1;
    });
  }

  /** Opens the shop; settles once the button is there (behind the verdict, where the order is paid) and the ledger was read. */
  static async open(context: BrowserContext, url: string): Promise<ShopPage> {
    const page = await context.newPage();
    await page.addInitScript(watchLayoutShift);
    const shop = new ShopPage(page);
    const ledger = page.waitForResponse((response) => isState(response));
    await page.goto(url);
    await page.locator('lightning-pay:defined >> css=[part~="button"]').waitFor({ state: 'attached' });
    await ledger;
    return shop;
  }

  /** Presses the button; settles with the invoice that the API answered, once its code is drawn. */
  async press(): Promise<{ readonly id: string; readonly reference: string; readonly bolt11: string }> {
    const creation = this.page.waitForResponse(
      (response) => response.request().method() === 'POST' && response.url().endsWith('/v1/payments'),
    );
    await this.page.locator('lightning-pay [part~="button"]').click();
    const { id, reference, invoice } = await (await creation).json();
    await this.page.locator('lightning-pay [part~="qr"]').waitFor();
    return { id, reference, bolt11: invoice.bolt11 };
  }

  /** Pays with the simulated wallet, beside the open dialog. */
  async pay(): Promise<void> {
    await this.page.locator('[data-demo="pay"]').click();
    await this.paid();
  }

  /** A switch or button behind the scenes, by its `data-demo`. */
  switch(name: 'underpay' | 'late' | 'drop' | 'down' | 'kill'): Locator {
    return this.page.locator(`[data-demo="${name}"]`);
  }

  /** Settles once the dialog says "Paid". */
  async paid(timeoutMs = 30_000): Promise<void> {
    const heading = this.page.locator('lightning-pay').getByRole('heading', { name: 'Paid' });
    await heading.waitFor({ timeout: timeoutMs });
  }

  /** What the shop says of the order: `unpaid`, `paid` or `mismatch`. */
  get order(): Promise<string | null> {
    return this.page.locator('.payment').getAttribute('data-order');
  }

  /** Settles after the shop has heard its backend twice more: a change that was to come has come. */
  async hearBackend(): Promise<void> {
    await this.page.waitForResponse(isState);
    await this.page.waitForResponse(isState);
  }

  /** The newest row of the ledger beside the shop. */
  async newestRow(): Promise<{
    status: string | null;
    flags: string[];
    reference: string | null;
    events: string[];
  }> {
    const row = this.page.locator('.ledger-rows > li').first();
    return {
      status: await row.locator('.status').textContent(),
      flags: await row.locator('.flag').allInnerTexts(),
      reference: await row.locator('.reference').textContent(),
      events: await row.locator('.events .type').allInnerTexts(),
    };
  }

  /**
   * Layout shift since the page began.
   *
   * @returns `score` as browsers count it, without what follows a press within half a second; `total` with it.
   */
  layoutShift(): Promise<{ readonly score: number; readonly total: number }> {
    return this.page.evaluate(() => {
      const { readShift } = globalThis as unknown as { readShift: () => { score: number; total: number } };
      return readShift(); // put there by watchLayoutShift
    });
  }
}

const isState = (response: Response) => response.url().endsWith('/demo/state') && response.ok();

/** Runs in the page, before anything else of it. */
function watchLayoutShift(): void {
  type LayoutShift = PerformanceEntry & { readonly value: number; readonly hadRecentInput: boolean };
  const sum = { score: 0, total: 0 };
  const add = (entries: PerformanceEntryList) => {
    for (const { value, hadRecentInput } of entries as LayoutShift[]) {
      sum.total += value;
      if (!hadRecentInput) sum.score += value;
    }
  };
  const observer = new PerformanceObserver((list) => add(list.getEntries()));
  observer.observe({ type: 'layout-shift', buffered: true });
  Object.assign(globalThis, {
    readShift: () => {
      add(observer.takeRecords());
      return sum;
    },
  });
}
