import { mkdtemp } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { build } from 'vite';
import { describe, expect, it } from 'vitest';
import { slimQrcode } from '../build/slim-qrcode.ts';
import { qrCode } from '../src/qr.ts';
import { bolt11 } from './fixtures/payments.ts';

/** `qr.ts` as the shipped bundle holds it. */
async function shippedQrCode(): Promise<typeof qrCode> {
  const outDir = await mkdtemp(join(tmpdir(), 'slim-qrcode-'));
  const entry = new URL('../src/qr.ts', import.meta.url).pathname;
  const lib = { entry, formats: ['es' as const], fileName: () => 'qr.mjs' };
  await build({ configFile: false, logLevel: 'error', plugins: [slimQrcode()], build: { outDir, lib } });
  return (await import(join(outDir, 'qr.mjs'))).qrCode;
}

describe('slimQrcode', () => {
  it('draws what the whole package draws, in all forty versions', async () => {
    const shipped = await shippedQrCode();
    const sizes = new Set<number>();
    for (let length = 1; length <= 3391; length += Math.max(15, Math.floor(length * 0.03))) {
      const text = bolt11().repeat(13).slice(0, length);
      const { size, path } = shipped(text);
      sizes.add(size);
      expect(path === qrCode(text).path, `${length} characters`).toBe(true);
    }
    expect(sizes.size).toBe(40);
  }, 30_000);
});
