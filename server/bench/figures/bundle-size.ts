import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import type { Measurement } from '../bench.ts';
import { bundlePackage } from '../bundle-package.ts';
import type { Figure } from '../figure.ts';

const DIST = join(import.meta.dirname, '../../../widget/dist');

/** Lightest self-contained Lightning button, and from its button to its QR: measured elsewhere (DESIGN section 11). */
const FOREIGN = { button: '38 KB', code: '72 to 138 KB' };

/**
 * What a page loads, as gzip: before anybody presses, and from the press to the code. The controls are the packages
 * alone that do the work in each, bundled and minified in this run.
 */
export const bundleSize: Measurement = {
  name: 'JavaScript of button and QR',
  async measure() {
    const button = kilobytes(await readFile(join(DIST, 'lightning-pay.js')));
    // What follows the code has chunks of its own, loaded once it is on the screen.
    const chunks = (await readdir(join(DIST, 'chunks'))).filter((name) => name.startsWith('checkout-'));
    const [chunk, ...more] = chunks;
    if (chunk === undefined || more.length > 0) throw new Error('one chunk from button to QR is expected');
    const code = kilobytes(await readFile(join(DIST, 'chunks', chunk)));
    const lit = kilobytes(await bundlePackage("export { LitElement, html, css } from 'lit';"));
    const qrcode = kilobytes(await bundlePackage("export { toCanvas } from 'qrcode';"));
    const figure = (
      name: string,
      ours: number,
      control: number,
      controlName: string,
      atMost: number,
    ): Figure => {
      return { name, unit: 'KB', ours, control, controlName, target: { atMost } };
    };
    return [
      figure('JavaScript to show the button', button, lit, `Lit alone; ${FOREIGN.button} elsewhere*`, 9),
      figure('JavaScript from button to QR', code, qrcode, `qrcode alone; ${FOREIGN.code} elsewhere*`, 18),
    ];
  },
};

function kilobytes(code: Uint8Array | string): number {
  return gzipSync(code, { level: 9 }).byteLength / 1_024;
}
