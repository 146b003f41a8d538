import { createHash } from 'node:crypto';
import { existsSync } from 'node:fs';
import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { Hono } from 'hono';

/** One file of the built widget, ready to be sent. */
export interface WidgetFile {
  readonly bytes: Uint8Array<ArrayBuffer>;
  readonly gzip: Uint8Array<ArrayBuffer>;
  /** Strong validator, with quotes. */
  readonly etag: string;
  readonly immutable: boolean;
}

/** Files by path, as `/lightning-pay.js`. */
export type WidgetFiles = ReadonlyMap<string, WidgetFile>;

/** Releases before this one whose files a page may still ask for: it was loaded before a deploy, or pins a version. */
const KEPT_RELEASES = 2;

/**
 * Reads the built widget into memory: `lightning-pay.js`, the same under its version, its chunks, and what is kept of
 * the two newest releases in `kept/<version>/`. The address of a released version holds what was released under it.
 *
 * @param dir `widget/dist`.
 * @param version The widget's version, as in its `package.json`.
 * @throws Error when the widget has not been built, or a folder in `kept/` is named after no release.
 */
export async function loadWidgetFiles(dir: string, version: string): Promise<WidgetFiles> {
  const current = await readBuild(dir, version);
  const entry = await readFile(join(dir, 'lightning-pay.js'));
  const kept = await newestReleases(join(dir, 'kept'), version);
  const releases = await Promise.all(kept.map((release) => readBuild(join(dir, 'kept', release), release)));
  return new Map([
    ...current,
    ...releases.flatMap((files) => [...files]),
    ['/lightning-pay.js', widgetFile(entry, false)],
  ]);
}

/** The files of one build whose addresses never hold anything else. */
async function readBuild(dir: string, version: string): Promise<WidgetFiles> {
  const read = async (path: string) => widgetFile(await readFile(join(dir, path)), true);
  const names = (await readdir(join(dir, 'chunks'))).filter((name) => name.endsWith('.js'));
  return new Map([
    [`/lightning-pay@${version}.js`, await read('lightning-pay.js')],
    ...(await Promise.all(
      names.map(async (name) => [`/chunks/${name}`, await read(`chunks/${name}`)] as const),
    )),
  ]);
}

/** Versions to keep, newest first; the current one, where it is released already, is none of the two before it. */
async function newestReleases(dir: string, current: string): Promise<string[]> {
  const releases = existsSync(dir) ? await readdir(dir) : [];
  for (const release of releases)
    if (!/^\d+\.\d+\.\d+$/.test(release)) throw new Error(`${join(dir, release)} is named after no release`);
  const newestFirst = releases.sort((a, b) => b.localeCompare(a, 'en', { numeric: true }));
  const before = newestFirst.filter((release) => release !== current).slice(0, KEPT_RELEASES);
  return newestFirst.filter((release) => release === current || before.includes(release));
}

/** Routes of the widget's files: readable from every page. */
export function widgetRoutes(files: WidgetFiles): Hono {
  const app = new Hono();
  for (const [path, file] of files) {
    app.get(path, (c) => {
      c.header('Access-Control-Allow-Origin', '*');
      c.header('Cross-Origin-Resource-Policy', 'cross-origin');
      c.header(
        'Cache-Control',
        file.immutable ? 'public, max-age=31536000, immutable' : 'public, max-age=300',
      );
      c.header('ETag', file.etag);
      c.header('Vary', 'Accept-Encoding');
      if (c.req.header('if-none-match') === file.etag) return c.body(null, 304);
      c.header('Content-Type', 'text/javascript; charset=utf-8');
      if (!/\bgzip\b/.test(c.req.header('accept-encoding') ?? '')) return c.body(file.bytes);
      c.header('Content-Encoding', 'gzip');
      return c.body(file.gzip);
    });
  }
  return app;
}

function widgetFile(content: Uint8Array, immutable: boolean): WidgetFile {
  const bytes = new Uint8Array(content);
  const etag = `"${createHash('sha256').update(bytes).digest('base64url').slice(0, 22)}"`;
  return { bytes, gzip: new Uint8Array(gzipSync(bytes, { level: 9 })), etag, immutable };
}
