import type { BrowserContext, Locator, Page } from 'playwright-core';
import type { FaultRig } from './fault-rig.ts';

/** A payment that the page has made. */
export interface Created {
  readonly id: string;
  readonly reference: string;
  readonly bolt11: string;
  /** Unix ms. */
  readonly expiresAtMs: number;
}

/** The tag of most of these pages. */
export const TAG = '<lightning-pay amount="50" order-id="A-1"></lightning-pay>';

/** A page with a checkout, driven as a customer would. */
export class CheckoutPage {
  readonly page: Page;
  readonly element: Locator;

  /** @param element Which of the page's checkouts. */
  constructor(page: Page, element = page.locator('lightning-pay')) {
    this.page = page;
    this.element = element;
  }

  /** Opens a new tab with one checkout. */
  static async open(context: BrowserContext, rig: FaultRig, tag = TAG): Promise<CheckoutPage> {
    const page = await context.newPage();
    await page.goto(rig.page(tag));
    return new CheckoutPage(page);
  }

  /** Presses the button; settles once the code is drawn. */
  async press(): Promise<Created> {
    const creation = this.page.waitForResponse(
      (response) => response.request().method() === 'POST' && response.url().endsWith('/v1/payments'),
    );
    await this.element.locator('[part~="button"]').click();
    const { id, reference, invoice } = await (await creation).json();
    await this.code.waitFor();
    return { id, reference, bolt11: invoice.bolt11, expiresAtMs: Date.parse(invoice.expiresAt) };
  }

  /** The QR code. */
  get code(): Locator {
    return this.element.locator('[part~="qr"]');
  }

  /** The line that says how the payment stands. */
  get status(): Locator {
    return this.element.locator('[part~="status"]');
  }

  /** Settles once the checkout says "Paid". */
  async paid(): Promise<void> {
    await this.element.getByRole('heading', { name: 'Paid' }).waitFor();
  }
}
