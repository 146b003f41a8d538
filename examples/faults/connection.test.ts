import type { Browser, BrowserContext, Locator } from 'playwright-core';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { DESKTOP, launchBrowser } from '../test/browser.ts';
import { CheckoutPage } from './checkout-page.ts';
import { type FaultRig, startFaultRig } from './fault-rig.ts';

/** A busy machine may need several times what a quiet one does. */
const PATIENT = { timeout: 20_000 };

/** Answers that no other try would change; what the customer reads then, and the page is told. */
const FOR_GOOD = (['stream', 'read'] as const).flatMap((kind) => [
  {
    kind,
    refusal: { status: 404, code: 'payment_not_found' },
    words: 'This payment is over. Already paid?',
    told: 'payment_not_found false',
  },
  {
    kind,
    refusal: { status: 401, code: null },
    words: 'The shop cannot take this payment now.',
    told: 'bad_answer false',
  },
]);

describe('a checkout whose connection fails', () => {
  let browser: Browser;
  let rig: FaultRig;
  let context: BrowserContext;

  beforeAll(async () => {
    [browser, rig] = await Promise.all([launchBrowser(), startFaultRig()]);
  });

  beforeEach(async () => {
    context = await browser.newContext(DESKTOP);
    // From `stand` on the page's time passes by hand only: what happens without, happens at once.
    await context.clock.install();
  });

  afterEach(async () => {
    rig.wire.refuse({});
    await context.close();
  });

  afterAll(async () => {
    await browser.close();
    await rig.stop();
  });

  const stand = async ({ page }: CheckoutPage) =>
    page.clock.pauseAt(await page.evaluate(() => Date.now() + 1_000));

  const reconnecting = (shop: CheckoutPage) =>
    shop.status.getByText('Connection lost, reconnecting').waitFor();

  const streaming = () => expect.poll(() => rig.wire.streams, PATIENT).toBe(1);

  /** Opens a checkout that has a stream; the page's time stands still. */
  const waitForPayment = async () => {
    const shop = await CheckoutPage.open(context, rig);
    const created = await shop.press();
    await streaming();
    await stand(shop);
    return { shop, created };
  };

  it('F38 the stream is cut, the payment settles, and within 5 s another stream begins with all of it', async () => {
    const { shop, created } = await waitForPayment();
    const before = rig.wire.count('stream');
    rig.wire.cutStreams();
    await reconnecting(shop);
    expect((await rig.pay(created)).status).toBe('settled');

    await shop.page.clock.runFor(5_000);
    await shop.paid();
    const streams = rig.wire.passed.filter(({ kind }) => kind === 'stream').slice(before);
    expect(streams).toHaveLength(1);
    const [, first = ''] =
      /^retry: 1000\n\nevent: payment\nid: \d+\ndata: (.*)\n\n/.exec(streams[0]?.body ?? '') ?? [];
    expect(JSON.parse(first)).toMatchObject({
      id: created.id,
      reference: created.reference,
      status: 'settled',
      amount: '50.00',
      orderId: 'A-1',
      invoice: null,
    });
  });

  it('F43 goes offline, the payment settles, and the page is online again: Paid at once, without a timer', async () => {
    const { shop, created } = await waitForPayment();
    // The emulation leaves open connections alone; a device that goes offline does not.
    await context.setOffline(true);
    rig.wire.cutStreams();
    await reconnecting(shop);
    expect((await rig.pay(created)).status).toBe('settled');
    expect(await shop.code.count()).toBe(1);

    await context.setOffline(false);
    await shop.paid();
  });

  /** Lets the page's time pass until something is to be seen. */
  const passUntil = async ({ page }: CheckoutPage, seen: Locator) => {
    while (!(await seen.isVisible())) await page.clock.runFor(1_000);
  };

  const asked = () => rig.wire.count('stream') + rig.wire.count('read');

  it('F46 stream or status answers 503: backs off and recovers; 401 or 404: stops asking and says why', async () => {
    const { shop, created } = await waitForPayment();
    const before = asked();
    rig.wire.refuse({
      stream: { status: 503, code: 'ledger_unavailable' },
      read: { status: 503, code: null },
    });
    rig.wire.cutStreams();
    await reconnecting(shop);
    for (let second = 0; second < 120; second += 1) await shop.page.clock.runFor(1_000);
    // After 1, 2, 4, 8 s and so on, up to 30 s, and a quarter less or more.
    expect(asked() - before).toBeGreaterThan(3);
    expect(asked() - before).toBeLessThan(12);
    expect((await rig.pay(created)).status).toBe('settled');
    rig.wire.refuse({});
    await passUntil(shop, shop.element.getByRole('heading', { name: 'Paid' }));
    await shop.page.close();

    for (const { kind, refusal, words, told } of FOR_GOOD) {
      const { shop } = await waitForPayment();
      await shop.element.evaluate((element) => {
        element.addEventListener('lp-error', ({ detail }: CustomEventInit) => {
          element.dataset['told'] = `${detail.code} ${detail.retryable}`;
        });
      });
      // Where the stream is refused for a while, the page asks for the status.
      const busy = { status: 429, code: 'rate_limited' };
      rig.wire.refuse({ ...(kind === 'read' && { stream: busy }), [kind]: refusal });
      rig.wire.cutStreams();
      await reconnecting(shop);
      await passUntil(shop, shop.status.getByText(words));
      expect(await shop.element.getAttribute('data-told')).toBe(told);

      const until = asked();
      rig.wire.refuse({});
      await shop.page.clock.runFor('30:00');
      await shop.page.evaluate((url) => {
        for (const name of ['online', 'pageshow']) dispatchEvent(new Event(name));
        return fetch(`${url}/healthz`, { mode: 'no-cors' }); // what was asked before it came by before it
      }, rig.wire.url);
      expect(asked()).toBe(until);
      await shop.page.close();
    }
  });
});
