import { mkdtemp, rm } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { build } from 'vite';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { slimQrcode } from '../build/slim-qrcode.ts';
import { qrCode } from '../src/qr.ts';
import { bolt11 } from './fixtures/payments.ts';

const core = (name: string) => createRequire(import.meta.url)(`qrcode/lib/core/${name}.js`);
/** Characters that a version holds at most. */
const capacity = (version: number): number =>
  core('version').getCapacity(version, core('error-correction-level').M, core('mode').ALPHANUMERIC);

describe('slimQrcode', () => {
  let outDir: string;
  let shipped: typeof qrCode;
  // A real build, on a machine that may be busy with other suites.
  beforeAll(async () => {
    outDir = await mkdtemp(join(tmpdir(), 'slim-qrcode-'));
    const entry = new URL('../src/qr.ts', import.meta.url).pathname;
    const lib = { entry, formats: ['es' as const], fileName: () => 'qr.mjs' };
    await build({ configFile: false, logLevel: 'error', plugins: [slimQrcode()], build: { outDir, lib } });
    shipped = (await import(join(outDir, 'qr.mjs'))).qrCode;
  }, 60_000);
  afterAll(() => rm(outDir, { recursive: true }));

  // By tens, so that none needs long.
  it.each([1, 11, 21, 31])(
    'draws what the whole package draws, in ten full versions from %i',
    (first) => {
      for (let version = first; version < first + 10; version++) {
        const text = bolt11().repeat(13).slice(0, capacity(version));
        const { size, path } = shipped(text);
        expect(size, `version ${version}`).toBe(version * 4 + 17 + 8);
        expect(path === qrCode(text).path, `version ${version}`).toBe(true);
      }
    },
    30_000,
  );
});
