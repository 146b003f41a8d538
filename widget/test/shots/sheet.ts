import type { Browser } from 'playwright-core';
import { fewColours } from './few-colours.ts';
import { encodePng } from './indexed-png.ts';

/** A picture on the sheet. */
export interface Shot {
  readonly caption: string;
  readonly png: Buffer;
  /** CSS pixels at which it is shown. */
  readonly width: number;
}

/** A row of pictures on a light or dark ground. */
export interface Row {
  readonly ground: 'light' | 'dark';
  readonly shots: readonly Shot[];
}

const image = (png: Buffer, width: number) =>
  `<img width="${width}" src="data:image/png;base64,${png.toString('base64')}">`;

const figure = ({ caption, png, width }: Shot) =>
  `<figure><figcaption>${caption}</figcaption>${image(png, width)}</figure>`;

/** Lays all pictures out on one page and takes a picture of that. */
export function composeSheet(browser: Browser, rows: readonly Row[]): Promise<Buffer> {
  return picture(
    browser,
    `.row { display: flex; gap: 16px; padding: 20px 24px; align-items: start; }
    .light { background: #eceef2; color: #5b626e; } .dark { background: #0a0b0d; color: #a3aab6; }
    figure { margin: 0; } figcaption { margin-block-end: 8px; }`,
    rows
      .map(({ ground, shots }) => `<div class="row ${ground}">${shots.map(figure).join('')}</div>`)
      .join(''),
  );
}

/** Two pictures side by side, each with the ground that it was taken on; nothing else. */
export function composePair(browser: Browser, ...shots: [Shot, Shot]): Promise<Buffer> {
  const images = shots.map(({ png, width }) => image(png, width)).join('');
  return picture(browser, 'body { display: flex; align-items: start; }', images, 2);
}

async function picture(
  browser: Browser,
  style: string,
  body: string,
  deviceScaleFactor = 1,
): Promise<Buffer> {
  const page = await browser.newPage({ deviceScaleFactor });
  await page.setContent(`<!doctype html><style>
    body { margin: 0; inline-size: max-content; font: 12px/16px sans-serif; } img { display: block; }
    ${style}
  </style>${body}`);
  const png = await page.locator('body').screenshot();
  const { width, height, palette, pixels } = await page.evaluate(fewColours, png.toString('base64'));
  await page.close();
  return encodePng({
    width,
    height,
    palette: Uint8Array.from(palette),
    pixels: Buffer.from(pixels, 'base64'),
  });
}
