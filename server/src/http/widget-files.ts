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

/** `1.4.0`, or `1.4.0+20261124215726123.1a2b3c4d5e6f`: a deploy that brought no new version. */
const RELEASE = /^\d+\.\d+\.\d+(\+[0-9A-Za-z.-]+)?$/;

/**
 * Reads the built widget into memory: `lightning-pay.js`, the same under its version, its chunks, and what lies in
 * `kept/`: of releases, `kept/<version>/`, the two newest before this one; of deploys, `kept/<version>+<build>/`, the
 * chunks of all, since the script that deploys keeps and removes them. The address of a released version holds what
 * was released under it, whatever was deployed since.
 *
 * @param dir `widget/dist`.
 * @param version The widget's version, as in its `package.json`.
 * @throws Error when the widget has not been built, or a folder in `kept/` is named after no release.
 * @see https://semver.org/#spec-item-10 (build metadata)
 */
export async function loadWidgetFiles(dir: string, version: string): Promise<WidgetFiles> {
  const entry = await readFile(join(dir, 'lightning-pay.js'));
  const kept = await keptReleases(join(dir, 'kept'), version);
  const builds = await Promise.all(kept.map((release) => readBuild(join(dir, 'kept', release), release)));
  return new Map([
    ...(await readBuild(dir, version)),
    ...builds.flatMap((files) => [...files]),
    ['/lightning-pay.js', widgetFile(entry, false)],
  ]);
}

/** The files of one build whose addresses never hold anything else; a deploy's entry has no such address. */
async function readBuild(dir: string, release: string): Promise<WidgetFiles> {
  const read = async (path: string) => widgetFile(await readFile(join(dir, path)), true);
  const names = (await readdir(join(dir, 'chunks'))).filter((name) => name.endsWith('.js'));
  const chunks = names.map(async (name) => [`/chunks/${name}`, await read(`chunks/${name}`)] as const);
  if (isDeploy(release)) return new Map(await Promise.all(chunks));
  return new Map([
    [`/lightning-pay@${release}.js`, await read('lightning-pay.js')],
    ...(await Promise.all(chunks)),
  ]);
}

/** Folders to read; the current version, where it is released already, is none of the two before it. */
async function keptReleases(dir: string, current: string): Promise<string[]> {
  const names = existsSync(dir) ? await readdir(dir) : [];
  for (const name of names)
    if (!RELEASE.test(name)) throw new Error(`${join(dir, name)} is named after no release`);
  const newestFirst = names.sort((a, b) => b.localeCompare(a, 'en', { numeric: true }));
  const others = newestFirst.filter((name) => !isDeploy(name) && name !== current);
  const tooOld = others.slice(KEPT_RELEASES);
  return newestFirst.filter((name) => !tooOld.includes(name));
}

const isDeploy = (release: string) => release.includes('+');

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
