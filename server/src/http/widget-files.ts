import { createHash } from 'node:crypto';
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

/**
 * Reads the built widget into memory: `lightning-pay.js`, the same under its version, and its chunks.
 *
 * @param dir `widget/dist`.
 * @param version The widget's version, as in its `package.json`.
 * @throws Error when the widget has not been built.
 */
export async function loadWidgetFiles(dir: string, version: string): Promise<WidgetFiles> {
  const entry = await readFile(join(dir, 'lightning-pay.js'));
  const files = new Map<string, WidgetFile>([
    ['/lightning-pay.js', widgetFile(entry, false)],
    [`/lightning-pay@${version}.js`, widgetFile(entry, true)],
  ]);
  for (const name of await readdir(join(dir, 'chunks'))) {
    if (name.endsWith('.js'))
      files.set(`/chunks/${name}`, widgetFile(await readFile(join(dir, 'chunks', name)), true));
  }
  return files;
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
