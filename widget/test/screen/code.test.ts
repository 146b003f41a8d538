import { readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import type { default as read } from 'jsqr';
import type { Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { invoice } from '../fixtures/payments.ts';
import { openShopScreen, PATIENCE, type ShopScreen } from './shop-screen.ts';

const JSQR = await readFile(createRequire(import.meta.url).resolve('jsqr'), 'utf8');

vi.setConfig({ testTimeout: PATIENCE });

let screen: ShopScreen;
beforeAll(async () => {
  screen = await openShopScreen();
});
afterAll(() => screen.close());

/** Reads a picture by an independent decoder that takes dark on light only; empty where it finds nothing. */
async function scan(page: Page, png: Buffer): Promise<string> {
  await page.evaluate(JSQR);
  return page.evaluate(async (base64) => {
    const bytes = Uint8Array.from(atob(base64), (character) => character.charCodeAt(0));
    const picture = await createImageBitmap(new Blob([bytes]));
    const canvas = new OffscreenCanvas(picture.width, picture.height).getContext('2d');
    canvas?.drawImage(picture, 0, 0);
    const pixels = canvas?.getImageData(0, 0, picture.width, picture.height);
    const { jsQR } = window as unknown as { jsQR: typeof read };
    return (
      (pixels && jsQR(pixels.data, pixels.width, pixels.height, { inversionAttempts: 'dontInvert' })?.data) ??
      ''
    );
  }, png.toString('base64'));
}

describe('the code on the screen', () => {
  const looks = ['light', 'dark'].flatMap((colorScheme) =>
    [1, 2].flatMap((deviceScaleFactor) =>
      [320, 390, 1280].map((width) => [colorScheme, deviceScaleFactor, width] as const),
    ),
  );

  it.each(looks)('is read by a decoder: %s, %i device pixels to one of CSS, %i wide', async (...look) => {
    const [colorScheme, deviceScaleFactor, width] = look;
    const { page, dialog } = await screen.show('awaiting', {
      colorScheme: colorScheme === 'dark' ? 'dark' : 'light',
      deviceScaleFactor,
      viewport: { width, height: 800 },
    });
    const png = await dialog.locator('[part="card"]').screenshot();
    expect(await scan(page, png)).toBe(invoice().bolt11.toUpperCase());
    const code = await dialog.locator('[part="qr"]').boundingBox();
    expect(code?.width).toBeGreaterThanOrEqual(260);
    await page.context().close();
  });

  it('stays dark on light in forced colours', async () => {
    const { page, dialog } = await screen.show('awaiting', { forcedColors: 'active', colorScheme: 'dark' });
    const png = await dialog.locator('[part="card"]').screenshot();
    expect(await scan(page, png)).toBe(invoice().bolt11.toUpperCase());
    await page.context().close();
  });
});
