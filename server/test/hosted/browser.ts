import { type Browser, type BrowserContextOptions, chromium } from 'playwright-core';
import { ensureChromium } from '../../../.ci/chromium.ts';

/** A screen with room beside the frame. */
export const DESKTOP: BrowserContextOptions = { viewport: { width: 1280, height: 800 } };

/** A screen that the frame fills. */
export const PHONE: BrowserContextOptions = {
  viewport: { width: 390, height: 844 },
  deviceScaleFactor: 2,
  isMobile: true,
  hasTouch: true,
};

/** The narrowest screen that anything is made for. */
export const NARROW: BrowserContextOptions = { viewport: { width: 320, height: 640 } };

/** @throws Error where there is no Chromium and none can be installed. */
export async function launchBrowser(): Promise<Browser> {
  const { path, output } = await ensureChromium();
  if (path === null) throw new Error(output);
  return chromium.launch({
    executablePath: path,
    args: ['--no-sandbox', '--disable-gpu', '--disable-background-networking'],
  });
}
