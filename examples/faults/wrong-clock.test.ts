import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { DESKTOP, launchBrowser } from '../test/browser.ts';
import { CheckoutPage } from './checkout-page.ts';
import { type FaultRig, startFaultRig } from './fault-rig.ts';

const HOUR_MS = 3_600_000;

describe('a device whose clock is wrong by an hour', () => {
  let browser: Browser;
  let rig: FaultRig;

  beforeAll(async () => {
    // An invoice is shown for 12 s, and can be paid for as long again.
    [browser, rig] = await Promise.all([launchBrowser(), startFaultRig({ lifeScale: 0.2 })]);
  });

  afterAll(async () => {
    await browser.close();
    await rig.stop();
  });

  /** Shows a code until it expires, takes a new one, and pays the old one. */
  async function payTooLate(aheadMs: number): Promise<void> {
    const context = await browser.newContext(DESKTOP);
    await context.addInitScript((ms) => {
      const { now } = Date;
      globalThis.Date = new Proxy(Date, {
        construct: (date, args) => Reflect.construct(date, args.length === 0 ? [now() + ms] : args),
        get: (date, name) => (name === 'now' ? () => now() + ms : Reflect.get(date, name)),
      });
    }, aheadMs);
    const shop = await CheckoutPage.open(context, rig);
    const created = await shop.press();
    const device = await shop.page.evaluate(() => Date.now());
    expect(Math.round((device - Date.now()) / HOUR_MS)).toBe(aheadMs / HOUR_MS);

    await shop.status.getByText('This code has expired. Already paid?').waitFor();
    // Not early, or there would be no new code yet; and not late: the server itself does not call it expired so far.
    expect(Date.now()).toBeGreaterThanOrEqual(created.expiresAtMs);
    expect((await rig.payment(created.id)).status).toBe('new');
    expect(await shop.code.count()).toBe(0);

    const renewal = shop.page.waitForResponse((response) => response.url().endsWith('/renew'));
    await shop.element.getByRole('button', { name: 'New code' }).click();
    const renewed = await (await renewal).json();
    await shop.code.waitFor();
    expect(renewed).toMatchObject({ id: created.id, reference: created.reference, status: 'new' });
    expect(renewed.invoice.bolt11).not.toBe(created.bolt11);

    expect((await rig.pay(created)).status).toBe('settled');
    await shop.paid();
    await context.close();
  }

  it('F44 the old code goes on time, a new one is offered, and a payment of the old one is still recognised', async () => {
    await Promise.all([payTooLate(HOUR_MS), payTooLate(-HOUR_MS)]);
  });
});
