import jsQR from 'jsqr';
import { describe, expect, it } from 'vitest';
import { qrCode } from './qr-code.ts';

/** Draws the path on a bitmap of 3 pixels a module, and reads it. */
function read({ size, path }: ReturnType<typeof qrCode>): string | undefined {
  const scale = 3;
  const side = size * scale;
  const pixels = new Uint8ClampedArray(side * side * 4).fill(255);
  for (const [, x = '', y = '', width = ''] of path.matchAll(/M(\d+) (\d+)h(\d+)v1h-\d+z/g)) {
    for (let row = Number(y) * scale; row < (Number(y) + 1) * scale; row += 1)
      for (let at = Number(x) * scale; at < (Number(x) + Number(width)) * scale; at += 1)
        pixels.fill(0, (row * side + at) * 4, (row * side + at) * 4 + 3);
  }
  return jsQR.default(pixels, side, side)?.data;
}

describe('qrCode', () => {
  const bolt11 = `lnbcrt776500n1${'qpzry9x8gf2tvdw0s3jn54khce6mua7l'.repeat(8)}`;

  it('holds exactly the invoice, in upper case', () => {
    expect(read(qrCode(bolt11))).toBe(bolt11.toUpperCase());
  });

  it('has a light edge of 4 modules on each side', () => {
    const { size, path } = qrCode(bolt11);
    const runs = [...path.matchAll(/M(\d+) (\d+)h(\d+)/g)].map((run) => run.slice(1).map(Number));
    expect(Math.min(...runs.map(([x = 0]) => x))).toBe(4);
    expect(Math.min(...runs.map(([, y = 0]) => y))).toBe(4);
    expect(Math.max(...runs.map(([x = 0, , width = 0]) => x + width))).toBe(size - 4);
    expect(Math.max(...runs.map(([, y = 0]) => y + 1))).toBe(size - 4);
  });
});
