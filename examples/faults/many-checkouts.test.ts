import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { DESKTOP, launchBrowser } from '../test/browser.ts';
import { CheckoutPage } from './checkout-page.ts';
import { type FaultRig, startFaultRig } from './fault-rig.ts';
import { RealTabs } from './real-tabs.ts';
import { paidInTab, pressInTab } from './tab-checkout.ts';
import { lastCreated } from './wire.ts';

const NUMBERS = [1, 2, 3, 4, 5, 6, 7] as const;
/** A busy machine may need several times what a quiet one does. */
const PATIENT = { timeout: 30_000 };

/** An inline checkout leaves the others within reach. */
const tag = (number: number) =>
  `<lightning-pay amount="50" display="inline" order-id="A-${number}"></lightning-pay>`;

describe('seven checkouts of a browser, which has six connections to a server by HTTP/1.1', () => {
  let browser: Browser;
  let tabs: RealTabs;
  let rig: FaultRig;

  beforeAll(async () => {
    [browser, tabs, rig] = await Promise.all([launchBrowser(), RealTabs.start(), startFaultRig()]);
  });

  afterAll(async () => {
    await browser.close();
    await tabs.close();
    await rig.stop();
  });

  const streams = () => expect.poll(() => rig.wire.streams, PATIENT);

  /** All on one page: each learns its result, three by streams and four by polls. */
  async function onOnePage(): Promise<void> {
    const context = await browser.newContext(DESKTOP);
    const page = await context.newPage();
    await page.goto(rig.page(NUMBERS.map(tag).join('')));
    const checkouts = NUMBERS.map(
      (number) => new CheckoutPage(page, page.locator(`lightning-pay[order-id="A-${number}"]`)),
    );
    const created = [];
    for (const checkout of checkouts) created.push(await checkout.press());
    await streams().toBe(3);
    const polled = () =>
      new Set(rig.wire.passed.filter(({ kind }) => kind === 'read').map(({ path }) => path));
    await expect.poll(() => polled().size, PATIENT).toBe(4);
    for (const one of created) expect((await rig.pay(one)).status).toBe('settled');
    for (const checkout of checkouts) await checkout.paid();
    expect(rig.wire.mostStreams).toBe(3);
    await context.close();
    await streams().toBe(0);
  }

  it('F41 on one page, and in seven tabs one after another: all learn the result', {
    timeout: 120_000,
  }, async () => {
    await onOnePage();

    const shops = NUMBERS.map((number) => rig.page(tag(number)));
    const created = [];
    for (const shop of shops) {
      const creations = rig.wire.count('create');
      await pressInTab(tabs, shop);
      expect(rig.wire.count('create')).toBe(creations + 1);
      created.push(lastCreated(rig.wire));
    }
    // A tab that is not in front has given its stream up for those to come.
    await streams().toBe(1);
    for (const one of created) expect((await rig.pay(one)).status).toBe('settled');
    for (const shop of shops) {
      await tabs.show(shop);
      await paidInTab(tabs, shop);
    }
  });
});
