import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import type { Bench, Measurement } from '../bench.ts';
import { type BrowserPage, type HeadlessBrowser, launchBrowser } from '../browser.ts';
import { bundlePackage } from '../bundle-package.ts';
import { startDelayProxy } from '../delay-proxy.ts';
import type { Figure } from '../figure.ts';
import { barePage, startSite, widgetPage } from '../pages.ts';
import { percentile } from '../percentiles.ts';
import { listeningAddress } from '../programs.ts';
import { takeSamples } from '../sampling.ts';
import { startStack } from '../stack.ts';

const ROUND_TRIPS_MS = [0, 50];
/** From reaching a button with the pointer until pressing it; a hand takes longer. */
const HOVER_MS = 150;
const DRAW_CODE = "import { toCanvas } from 'qrcode'; globalThis.drawCode = toCanvas;";
const RELAY = join(import.meta.dirname, '../controls/relay.ts');

interface Sample {
  readonly codeMs: number;
  readonly paidMs: number;
  readonly shift: number;
}

interface Pair {
  readonly ours: Sample;
  readonly control: Sample;
}

/**
 * A customer in Chromium, on a page of another origin: press until the code is painted, and payment at the node until
 * "Paid" is painted. The control is a bare page that asks for the same answer and draws the same code with `qrcode`, and
 * is told by a raw relay. Each sample has a browser context of its own, so that nothing is cached, and a paired control.
 */
export const checkoutInBrowser: Measurement = {
  name: 'press -> QR painted',
  async measure(bench) {
    const browser = await launchBrowser();
    bench.defer(() => browser.close());
    const figures: Figure[] = [];
    for (const roundTripMs of ROUND_TRIPS_MS) figures.push(...(await measureAt(bench, browser, roundTripMs)));
    return figures;
  },
};

async function measureAt(bench: Bench, browser: HeadlessBrowser, roundTripMs: number): Promise<Figure[]> {
  const site = await startSite();
  bench.defer(site.close);
  const stack = await startStack(bench.programs, {
    dataDir: await bench.folder(),
    webhooks: true,
    origin: site.origin,
  });
  const relay = await bench.programs.start({ script: RELAY, readyFrom: listeningAddress });
  const proxy = await startDelayProxy(Number(new URL(stack.url).port), roundTripMs);
  bench.defer(proxy.close);
  const bare = barePage(proxy.url, relay.ready, await bundlePackage(DRAW_CODE));
  const samples = await takeSamples({
    warmUp: 1,
    atMost: 12,
    atLeast: 4,
    budgetMs: 18_000,
    async take() {
      site.show(widgetPage(proxy.url));
      const ours = await visit(browser, site.origin, 'lightning-pay', `${stack.btcpayUrl}/control/pay`);
      site.show(bare);
      return { ours, control: await visit(browser, site.origin, 'button', `${relay.ready}/told/page`) };
    },
  });
  await relay.stop();
  await stack.stop();
  return figuresOf(roundTripMs, samples);
}

function figuresOf(roundTripMs: number, samples: readonly Pair[]): Figure[] {
  const figure = (name: string, part: keyof Sample, percent: number, atMost: number): Figure => ({
    name,
    unit: part === 'shift' ? 'shift' : 'ms',
    ours: percentile(
      samples.map(({ ours }) => ours[part]),
      percent,
    ),
    control: percentile(
      samples.map(({ control }) => control[part]),
      percent,
    ),
    controlName: part === 'paidMs' ? 'bare page told by raw node:http' : 'bare page with qrcode',
    target: { atMost },
  });
  const press = `press -> QR painted, ${roundTripMs} ms round trip`;
  if (roundTripMs > 0)
    return [figure(`${press}, p95 of ${samples.length}`, 'codeMs', 95, 100 + 2 * roundTripMs)];
  return [
    figure(`${press}, p95 of ${samples.length}`, 'codeMs', 95, 100),
    figure('layout shift of it, the worst', 'shift', 100, 0),
    figure(`payment at the node -> "Paid" painted, p50 of ${samples.length}`, 'paidMs', 50, 50),
    figure(`payment at the node -> "Paid" painted, p95 of ${samples.length}`, 'paidMs', 95, 50),
  ];
}

async function visit(
  browser: HeadlessBrowser,
  url: string,
  selector: string,
  payUrl: string,
): Promise<Sample> {
  const context = await browser.newContext({ viewport: { width: 1280, height: 800 } });
  try {
    const page = await context.newPage();
    await page.goto(url);
    const answer = page.waitForResponse(
      (response) => response.url().endsWith('/v1/payments') && response.request().method() === 'POST',
    );
    await press(page, selector);
    const { invoice } = (await (await answer).json()) as { invoice: { bolt11: string } }; // 201 of our contract
    const codeMs = Number(await page.evaluate('window.code'));
    const shift = Number(await page.evaluate('window.shift'));
    // The page's own clock times both ends; `no-cors` because the node is no part of the page's world.
    const body = JSON.stringify(JSON.stringify({ bolt11: invoice.bolt11 }));
    const pay = `() => fetch('${payUrl}', { method: 'POST', mode: 'no-cors', body: ${body} })`;
    await page.evaluate('new Promise((resolve) => setTimeout(resolve, 100))'); // until the stream is open
    const paidMs = Number(await page.evaluate(`window.paid(${pay})`));
    return { codeMs, paidMs, shift };
  } finally {
    await context.close();
  }
}

async function press(page: BrowserPage, selector: string): Promise<void> {
  const box = await page.locator(selector).boundingBox();
  if (box === null) throw new Error(`no ${selector} on the page`);
  await page.mouse.move(box.x + box.width / 2, box.y + box.height / 2);
  await pause(HOVER_MS);
  await page.mouse.down();
  await page.mouse.up();
}
