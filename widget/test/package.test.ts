import { execFile } from 'node:child_process';
import { readdir, readFile } from 'node:fs/promises';
import { join, relative } from 'node:path';
import { promisify } from 'node:util';
import { checkPackage, createPackageFromTarballData } from '@arethetypeswrong/core';
import { filterProblems } from '@arethetypeswrong/core/problems';
import { publint } from 'publint';
import { build } from 'vite';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type InstalledPackage, installPackage } from './installed-package.ts';

const run = promisify(execFile);
const ROOT = join(import.meta.dirname, '../..');
const ENTRIES = ['lightning-pay', 'lightning-pay/define', 'lightning-pay/react'];

let installed: InstalledPackage;
beforeAll(async () => {
  installed = await installPackage();
}, 60_000);
afterAll(() => installed.remove());

/** Runs a module in the site's folder, in Node. */
async function runInNode(code: string): Promise<unknown> {
  const { stdout } = await run('node', ['--input-type=module', '--eval', code], { cwd: installed.site });
  return JSON.parse(stdout);
}

/** Bundles a module of the site; each chunk's code by the sources in it. */
async function bundle(
  code: string,
): Promise<readonly { isEntry: boolean; code: string; modules: string[] }[]> {
  const results = [
    await build({
      root: installed.site,
      configFile: false,
      logLevel: 'error',
      plugins: [
        {
          name: 'page',
          resolveId: (id) => (id === 'page' ? join(installed.site, 'page.js') : null),
          load: (id) => (id === join(installed.site, 'page.js') ? code : null),
        },
      ],
      build: { write: false, minify: false, rolldownOptions: { input: 'page' } },
    }),
  ].flat();
  return results
    .flatMap((result) => ('output' in result ? result.output : []))
    .flatMap((file) => (file.type === 'chunk' ? [file] : []))
    .map(({ isEntry, code, moduleIds }) => ({ isEntry, code, modules: moduleIds }));
}

describe('the packed package', () => {
  it('holds what is built, the manifest and the licence, and nothing of ours besides', async () => {
    const files = await readdir(installed.folder, { recursive: true, withFileTypes: true });
    const kinds = files
      .filter((file) => file.isFile())
      .map((file) => relative(installed.folder, join(file.parentPath, file.name)))
      .map((path) => path.replace(/[\w-]+-[\w-]{8}\.js$/, '*.js').replace(/^npm\/types\/.*/, 'npm/types/*'));
    expect([...new Set(kinds)].sort()).toEqual([
      'LICENSE',
      'README.md',
      'custom-elements.json',
      'dist/chunks/*.js',
      'dist/integrity.json',
      'dist/lightning-pay.js',
      'npm/chunks/*.js',
      'npm/define.js',
      'npm/index.js',
      'npm/react.js',
      'npm/types/*',
      'package.json',
    ]);
    const licence = await readFile(join(installed.folder, 'LICENSE'), 'utf8');
    expect(licence).toBe(await readFile(join(ROOT, 'LICENSE'), 'utf8'));
  });

  it('has nothing that publint would change', async () => {
    const { messages } = await publint({ pkgDir: installed.folder, pack: false, level: 'suggestion' });
    expect(messages.map(({ code, path }) => `${code} ${path.join('.')}`)).toEqual([]);
  });

  it('has the types that its code has, for bundlers and for Node', async () => {
    const analysis = await checkPackage(createPackageFromTarballData(installed.tarball));
    if (!analysis.types) throw new Error('there are no types');
    expect(Object.keys(analysis.entrypoints)).toEqual(expect.arrayContaining(['.', './define', './react']));
    const problems = (['node16-esm', 'bundler'] as const).flatMap((resolutionKind) =>
      filterProblems(analysis, { resolutionKind }),
    );
    expect(problems).toEqual([]);
  }, 60_000);

  it('is imported in Node without a DOM by every entry, and registers nothing there', async () => {
    const seen = await runInNode(`
      const entries = await Promise.all(${JSON.stringify(ENTRIES)}.map((name) => import(name)));
      console.log(JSON.stringify({
        exports: entries.map((entry) => Object.keys(entry).length),
        document: typeof document,
        registered: globalThis.customElements?.get('lightning-pay') !== undefined,
      }));
    `);
    expect(seen).toEqual({ exports: [9, 0, 0], document: 'undefined', registered: false });
  });

  it('types elements, events and JSX for who installs it, and refuses what is wrong', async () => {
    const checked = await run(join(ROOT, 'node_modules/.bin/tsc'), ['-p', '.'], {
      cwd: installed.site,
    }).catch((error: { stdout: string }) => error);
    expect(checked.stdout).toBe('');
  }, 60_000);

  it('leaves nothing in the page of who imports it and uses nothing', async () => {
    const page = (await bundle("import 'lightning-pay';")).find(({ isEntry }) => isEntry);
    expect(page?.code.trim()).toBe('');
  });

  it('keeps dialog, code, languages and sandbox out of what a bundled page loads first', async () => {
    const chunks = await bundle("import 'lightning-pay/define';");
    const loadedFirst = (part: string) =>
      chunks.filter(({ modules }) => modules.some((id) => id.includes(part))).map(({ isEntry }) => isEntry);
    for (const part of ['/chunks/lightning-pay-', '/lit-element/'])
      expect(loadedFirst(part), part).toEqual([true]);
    for (const part of ['/chunks/checkout-controller-', '/chunks/de-', '/chunks/services-', '/secp256k1/'])
      expect(loadedFirst(part), part).toEqual([false]);
    expect(new Set(loadedFirst('/qrcode/'))).toEqual(new Set([false]));
  }, 60_000);
});
