import fc from 'fast-check';
import jsQR from 'jsqr';
import { describe, expect, it } from 'vitest';
import { bolt11 } from '../test/fixtures/payments.ts';
import { type QrCode, qrCode } from './qr.ts';

const MODULE_PX = 4;

/** Draws the path as a browser would, and reads it with an independent decoder. */
function scan({ size, path }: QrCode): string | undefined {
  const side = size * MODULE_PX;
  const pixels = new Uint8ClampedArray(side * side * 4).fill(255);
  for (const [, x, y, width] of path.matchAll(/M(\d+) (\d+)h(\d+)v1h-\3z/g)) {
    for (let row = Number(y) * MODULE_PX; row < (Number(y) + 1) * MODULE_PX; row++) {
      const start = row * side + Number(x) * MODULE_PX;
      for (let at = start; at < start + Number(width) * MODULE_PX; at++) pixels.set([0, 0, 0], at * 4);
    }
  }
  return jsQR(pixels, side, side)?.data;
}

describe('qrCode', () => {
  it('holds exactly the upper-case BOLT11', () => {
    fc.assert(
      fc.property(fc.bigInt({ min: 1n, max: 10n ** 12n }), (amountMsat) => {
        const text = bolt11({ amountMsat });
        expect(scan(qrCode(text))).toBe(text.toUpperCase());
      }),
      { numRuns: 10 },
    );
  });

  it('is nothing but runs of modules', () => {
    expect(qrCode(bolt11()).path).toMatch(/^(M\d+ \d+h\d+v1h-\d+z)+$/);
  });

  it('leaves four light modules on each side', () => {
    const { size, path } = qrCode(bolt11());
    const runs = [...path.matchAll(/M(\d+) (\d+)h(\d+)/g)].map((run) => run.slice(1).map(Number));
    const lefts = runs.map(([x = 0]) => x);
    const tops = runs.map(([, y = 0]) => y);
    const rights = runs.map(([x = 0, , width = 0]) => x + width);
    expect([Math.min(...lefts), Math.min(...tops)]).toEqual([4, 4]);
    expect([Math.max(...rights), Math.max(...tops) + 1]).toEqual([size - 4, size - 4]);
  });

  it('is as small as alphanumeric mode and error correction M allow', () => {
    const text = 'lnbcrt'.padEnd(311, 'q'); // version 10-M takes 311 alphanumeric characters, and 213 bytes
    expect(qrCode(text).size).toBe(17 + 4 * 10 + 8);
    expect(qrCode(`${text}q`).size).toBe(17 + 4 * 11 + 8);
  });
});
