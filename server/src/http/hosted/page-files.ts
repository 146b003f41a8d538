import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { Hono } from 'hono';

/** One file that the pages load. Its address changes with its content, so that it can be kept for good. */
export interface PageFile {
  /** As `/hosted/page-Ab12Cd34Ef.css`. */
  readonly path: string;
  readonly type: string;
  readonly bytes: Uint8Array<ArrayBuffer>;
  readonly gzip: Uint8Array<ArrayBuffer>;
}

/** All that the pages load. */
export interface PageFiles {
  readonly style: PageFile;
  readonly script: PageFile;
  readonly icon: PageFile;
}

/**
 * Reads the files of the hosted pages into memory.
 *
 * @param dir `server/src/http/hosted/files`, or the copy of it in `server/dist`.
 */
export async function loadPageFiles(dir: string): Promise<PageFiles> {
  const load = async (name: string, type: string) => pageFile(name, type, await readFile(join(dir, name)));
  return {
    style: await load('page.css', 'text/css; charset=utf-8'),
    script: await load('page.js', 'text/javascript; charset=utf-8'),
    icon: await load('icon.svg', 'image/svg+xml'),
  };
}

/** Routes of these files. */
export function pageFileRoutes(files: PageFiles): Hono {
  const app = new Hono();
  for (const file of [files.style, files.script, files.icon]) {
    app.get(file.path, (c) => {
      c.header('Cache-Control', 'public, max-age=31536000, immutable');
      c.header('Content-Type', file.type);
      c.header('Vary', 'Accept-Encoding');
      if (!/\bgzip\b/.test(c.req.header('accept-encoding') ?? '')) return c.body(file.bytes);
      c.header('Content-Encoding', 'gzip');
      return c.body(file.gzip);
    });
  }
  return app;
}

function pageFile(name: string, type: string, content: Uint8Array): PageFile {
  const bytes = new Uint8Array(content);
  const hash = createHash('sha256').update(bytes).digest('base64url').slice(0, 10);
  const path = `/hosted/${name.replace('.', `-${hash}.`)}`;
  return { path, type, bytes, gzip: new Uint8Array(gzipSync(bytes, { level: 9 })) };
}
