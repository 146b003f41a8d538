import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { loadPageFiles, pageFileRoutes } from './page-files.ts';

let dir: string;
beforeAll(async () => {
  dir = await mkdtemp(join(tmpdir(), 'lightning-pay-pages-'));
  for (const name of ['page.css', 'page.js', 'icon.svg']) await writeFile(join(dir, name), `/* ${name} */`);
});
afterAll(() => rm(dir, { recursive: true }));

describe('loadPageFiles', () => {
  it('gives each file an address that changes with its content', async () => {
    const before = await loadPageFiles(dir);
    await writeFile(join(dir, 'page.css'), '/* other */');
    const after = await loadPageFiles(dir);
    expect(before.style.path).toMatch(/^\/hosted\/page-[\w-]{10}\.css$/);
    expect(after.style.path).not.toBe(before.style.path);
    expect(after.script.path).toBe(before.script.path);
  });
});

describe('pageFileRoutes', () => {
  it('serve each for good, packed where the browser takes it', async () => {
    const { style, script, icon } = await loadPageFiles(dir);
    const app = pageFileRoutes({ style, script, icon });
    for (const { path, type, bytes } of [style, script, icon]) {
      const plain = await app.request(path);
      expect(plain.headers.get('content-type')).toBe(type);
      expect(plain.headers.get('cache-control')).toBe('public, max-age=31536000, immutable');
      expect(Buffer.from(await plain.arrayBuffer())).toEqual(Buffer.from(bytes));
      const packed = await app.request(path, { headers: { 'Accept-Encoding': 'gzip, br' } });
      expect(packed.headers.get('content-encoding')).toBe('gzip');
      expect(gunzipSync(Buffer.from(await packed.arrayBuffer()))).toEqual(Buffer.from(bytes));
    }
  });
});
