import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { replaceFiles } from '../build/replace-files.ts';

/** Of `export const a = 1;`. */
const SHA256 = '683314ed22112e8dea8095c8c6173afa2c61279f5fe07968ebe0e21fff16871d';

describe('replaceFiles', () => {
  let folder: string;
  let file: string;
  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'replace-files-'));
    await mkdir(join(folder, 'node_modules/pkg'), { recursive: true });
    file = join(folder, 'node_modules/pkg/a.js');
    await writeFile(file, 'export const a = 1;');
  });
  afterAll(() => rm(folder, { recursive: true }));

  const plugin = (sha256 = SHA256) =>
    replaceFiles('pkg/', { 'a.js': { sha256, by: (code) => code.replace('1', '2') } });

  it('replaces a file that it knows', async () => {
    const { load, buildEnd } = plugin();
    expect(await load(file)).toBe('export const a = 2;');
    expect(await load(join(folder, 'node_modules/pkg/b.js'))).toBeNull();
    expect(await load('/src/a.js')).toBeNull();
    expect(() => buildEnd()).not.toThrow();
  });

  it('fails where the file has changed', async () => {
    await expect(plugin('0'.repeat(64)).load(file)).rejects.toThrow(
      `pkg/a.js has changed: SHA-256 ${SHA256}`,
    );
  });

  it('fails where the file is not met, unless the build has failed already', () => {
    const { buildEnd } = plugin();
    expect(() => buildEnd()).toThrow('not met in pkg/: a.js');
    expect(() => buildEnd(new Error('for another reason'))).not.toThrow();
  });
});
