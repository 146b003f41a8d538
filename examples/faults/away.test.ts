import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { TAG } from './checkout-page.ts';
import { type FaultRig, startFaultRig } from './fault-rig.ts';
import { RealTabs } from './real-tabs.ts';
import { paidInTab, pressInTab } from './tab-checkout.ts';
import { lastCreated } from './wire.ts';

/** A busy machine may need several times what a quiet one does. */
const PATIENT = { timeout: 30_000 };

describe('a customer who goes to the wallet and comes back', () => {
  let rig: FaultRig;
  let tabs: RealTabs;
  let shop: string;

  // Anew for each: connections that one test has silenced are none of the next one's.
  beforeEach(async () => {
    [rig, tabs] = await Promise.all([startFaultRig(), RealTabs.start()]);
    shop = rig.page(TAG);
  });

  afterEach(async () => {
    await tabs.close();
    await rig.stop();
  });

  /** Opens the checkout in a tab of its own and leaves the tab while the code is on the screen. */
  const goToWallet = async () => {
    await pressInTab(tabs, shop);
    await expect.poll(() => rig.wire.streams, PATIENT).toBe(1);
    await tabs.leave();
    expect(await tabs.ask(shop, () => document.visibilityState)).toBe('hidden');
    return lastCreated(rig.wire);
  };

  it('F42 the page is frozen and its connections are dead, the payment settles: one question on the return says Paid', async () => {
    const created = await goToWallet();
    await tabs.freeze(shop);
    rig.wire.silence();
    expect((await rig.pay(created)).status).toBe('settled');
    const reads = rig.wire.count('read');
    const streams = rig.wire.count('stream');

    await tabs.show(shop);
    await paidInTab(tabs, shop);
    // What it knew before it was frozen says nothing, and it waited for nothing: a stream is given up after 40 s.
    expect(rig.wire.count('read')).toBe(reads + 1);
    expect(rig.wire.count('stream')).toBe(streams);
    expect(await tabs.ask(shop, () => performance.getEntriesByType('navigation').length)).toBe(1);
  });

  it('F55 Chromium discards the page, the payment settles: the reload shows Paid, dialog open, focus inside', async () => {
    const created = await goToWallet();
    const creations = rig.wire.count('create');
    await tabs.discard(shop);
    await expect.poll(() => rig.wire.streams, PATIENT).toBe(0);
    expect((await rig.pay(created)).status).toBe('settled');

    await tabs.show(shop);
    await paidInTab(tabs, shop);
    const seen = await tabs.ask(shop, () => {
      const element = document.querySelector('lightning-pay');
      const dialog = element?.shadowRoot?.querySelector('dialog');
      return {
        // Chromium's own word that this page is the reload of one that it has discarded.
        wasDiscarded: (document as Document & { wasDiscarded?: boolean }).wasDiscarded,
        isOpen: dialog?.matches(':modal'),
        hasFocus:
          document.activeElement === element && dialog?.contains(element?.shadowRoot?.activeElement ?? null),
      };
    });
    expect(seen).toEqual({ wasDiscarded: true, isOpen: true, hasFocus: true });
    expect(rig.wire.count('create')).toBe(creations);
  });
});
