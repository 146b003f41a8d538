import type { Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { scenarioOf } from '../shots/scenarios.ts';
import { OPEN_PHASES, openShopScreen, PATIENCE, type ShopScreen } from './shop-screen.ts';

vi.setConfig({ testTimeout: PATIENCE });

let screen: ShopScreen;
beforeAll(async () => {
  screen = await openShopScreen();
});
afterAll(() => screen.close());

/** CSS pixels by which the page or its dialog is wider than the window. */
const overflow = (page: Page) =>
  page.evaluate(() => {
    const dialog = document.querySelector('#shop')?.shadowRoot?.querySelector('dialog');
    const boxes = [document.documentElement, ...(dialog?.open ? [dialog] : [])];
    return boxes.map((box) => box.scrollWidth - box.clientWidth);
  });

/** Animations and transitions that run or wait in the checkout. */
const animations = (page: Page) =>
  page.evaluate(() => document.querySelector('#shop')?.shadowRoot?.getAnimations().length);

describe('the dialog on a screen', () => {
  const looks = [
    ['320 pixels wide', { viewport: { width: 320, height: 640 } }],
    // As CSS pixels are doubled, half of them are left.
    ['640 wide, at 200 % zoom', { viewport: { width: 320, height: 400 }, deviceScaleFactor: 2 }],
  ] as const;

  for (const [what, look] of looks) {
    it.each(OPEN_PHASES)(
      `is not scrolled sideways, and each action can be reached, ${what}: %s`,
      async (phase) => {
        const { page, dialog } = await screen.show(phase, look);
        expect(await overflow(page)).toEqual([0, 0]);
        for (const key of await dialog.locator('.key, .close').all()) {
          await key.scrollIntoViewIfNeeded();
          const box = await key.boundingBox();
          if (!box) throw new Error('an action is not on the screen');
          expect(box.x).toBeGreaterThanOrEqual(0);
          expect(box.x + box.width).toBeLessThanOrEqual(look.viewport.width);
          expect(box.y + box.height).toBeLessThanOrEqual(look.viewport.height);
        }
        await page.context().close();
      },
    );
  }

  it('moves nothing that is there already, from press to paid', async () => {
    const { page } = await screen.show(scenarioOf('settled'));
    const shift = await page.evaluate(
      () =>
        new Promise<number>((done) => {
          let sum = 0;
          const pressed = performance.getEntriesByName('press')[0]?.startTime ?? 0;
          const add = (list: PerformanceObserverEntryList) => {
            for (const entry of list.getEntries())
              if (entry.startTime > pressed) sum += (entry as unknown as { value: number }).value;
          };
          new PerformanceObserver(add).observe({ type: 'layout-shift', buffered: true });
          requestAnimationFrame(() => setTimeout(() => done(sum)));
        }),
    );
    expect(shift).toBe(0);
    await page.context().close();
  });

  it.each(OPEN_PHASES)('moves nothing at all for who wants no motion: %s', async (phase) => {
    const { page } = await screen.show(phase, { reducedMotion: 'reduce' });
    expect(await animations(page)).toBe(0);
    await page.context().close();
  });

  it('shows that it works where motion is welcome', async () => {
    const { page } = await screen.show('creating');
    expect(await animations(page)).toBeGreaterThan(0);
    await page.context().close();
  });

  it('shows each phase by shapes that forced colours keep', async () => {
    const { page, dialog } = await screen.show('awaiting', { forcedColors: 'active' });
    const seen = (selector: string, property: string) =>
      dialog
        .locator(selector)
        .first()
        .evaluate((element, name) => getComputedStyle(element).getPropertyValue(name), property);
    expect(await seen('[part="card"]', 'background-color')).toBe('rgb(255, 255, 255)');
    expect(await seen('.code', 'fill')).toBe('rgb(10, 12, 16)');
    const canvas = await page.evaluate(() => getComputedStyle(document.body).backgroundColor);
    expect(await seen('.dot', 'background-color')).not.toBe(canvas);
    expect(await seen('.runs > i', 'background-color')).not.toBe(canvas);
    await page.context().close();
  });
});
