import { createRequire } from 'node:module';
import { join } from 'node:path';
import { ensureChromium } from '../../.ci/chromium.ts';

/** What is used of a page of Playwright's, which only the widget depends on. */
export interface BrowserPage {
  goto(url: string): Promise<unknown>;
  /** Runs an expression in the page and waits for it. */
  evaluate(expression: string): Promise<unknown>;
  locator(selector: string): {
    boundingBox(): Promise<{ x: number; y: number; width: number; height: number } | null>;
  };
  readonly mouse: { move(x: number, y: number): Promise<void>; down(): Promise<void>; up(): Promise<void> };
  waitForResponse(
    wanted: (response: { url(): string; request(): { method(): string } }) => boolean,
  ): Promise<{ json(): Promise<unknown> }>;
}

/** A Chromium without a window. */
export interface HeadlessBrowser {
  newContext(options: object): Promise<{ newPage(): Promise<BrowserPage>; close(): Promise<void> }>;
  close(): Promise<void>;
}

interface PlaywrightPackage {
  readonly chromium: { launch(options: object): Promise<HeadlessBrowser> };
}

/** @throws Error where there is no Chromium and none can be installed. */
export async function launchBrowser(): Promise<HeadlessBrowser> {
  const { path, output } = await ensureChromium();
  if (path === null) throw new Error(output);
  const require = createRequire(join(import.meta.dirname, '../../widget/package.json'));
  const { chromium } = require('playwright-core') as PlaywrightPackage;
  return chromium.launch({
    executablePath: path,
    args: ['--no-sandbox', '--disable-gpu', '--disable-background-networking'],
    timeout: 30_000,
  });
}
