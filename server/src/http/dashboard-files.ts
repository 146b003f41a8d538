import { existsSync } from 'node:fs';
import { readdir, readFile } from 'node:fs/promises';
import { extname, join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { Hono, type MiddlewareHandler } from 'hono';

/** One file of the built dashboard, ready to be sent. */
export interface DashboardFile {
  readonly type: string;
  readonly bytes: Uint8Array<ArrayBuffer>;
  readonly gzip: Uint8Array<ArrayBuffer>;
}

/** The built dashboard: files by path, `/merchant` the page itself, the others named after their content. */
export type DashboardFiles = ReadonlyMap<string, DashboardFile>;

const PAGE = '/merchant';
const TYPES: Readonly<Record<string, string>> = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.svg': 'image/svg+xml',
};

/**
 * What the dashboard may do: load its own server's files, ask its own server, and nothing else. No form is ever sent by
 * the browser itself, so a key that was typed cannot leave in an address. The one policy that makes HTML from text is
 * Lit's own, for templates that are in the script.
 *
 * @see https://www.w3.org/TR/CSP3/
 * @see https://lit.dev/docs/security/trusted-types/
 */
export const DASHBOARD_POLICY = [
  "default-src 'none'",
  "script-src 'self'",
  "style-src 'self'",
  "connect-src 'self'",
  "img-src 'self'",
  "form-action 'none'",
  "frame-ancestors 'none'",
  "base-uri 'none'",
  "require-trusted-types-for 'script'",
  'trusted-types lit-html',
].join('; ');

/**
 * Reads the built dashboard into memory.
 *
 * @param dir `server/dist/dashboard`: `index.html`, and in `merchant/` what it loads.
 * @throws Error when the dashboard has not been built, or holds a file of a kind that no page loads.
 */
export async function loadDashboardFiles(dir: string): Promise<DashboardFiles> {
  if (!existsSync(join(dir, 'index.html'))) throw new Error(`${dir}: the dashboard has not been built`);
  const names = await readdir(join(dir, 'merchant'));
  const files = await Promise.all(
    names.map(
      async (name) => [`${PAGE}/${name}`, await readDashboardFile(join(dir, 'merchant', name))] as const,
    ),
  );
  return new Map([[PAGE, await readDashboardFile(join(dir, 'index.html'))], ...files]);
}

async function readDashboardFile(path: string): Promise<DashboardFile> {
  const type = TYPES[extname(path)];
  if (type === undefined) throw new Error(`${path} is of no known kind`);
  const bytes = new Uint8Array(await readFile(path));
  return { type, bytes, gzip: new Uint8Array(gzipSync(bytes, { level: 9 })) };
}

/** Headers of the dashboard. Mount it before the ones of every answer, whose word comes first then. */
export function dashboardHeaders(): MiddlewareHandler {
  return async (c, next) => {
    await next();
    const { headers } = c.res;
    headers.set('Content-Security-Policy', DASHBOARD_POLICY);
    headers.set('X-Frame-Options', 'DENY');
    headers.set('Referrer-Policy', 'no-referrer');
    headers.set('X-Robots-Tag', 'noindex');
  };
}

/** Routes of the dashboard: the page, read anew each time, and its files, kept for good. */
export function dashboardRoutes(files: DashboardFiles): Hono {
  const app = new Hono();
  for (const [path, file] of files) {
    app.get(path, (c) => {
      c.header('Cache-Control', path === PAGE ? 'no-store' : 'public, max-age=31536000, immutable');
      c.header('Content-Type', file.type);
      c.header('Vary', 'Accept-Encoding');
      if (!/\bgzip\b/.test(c.req.header('accept-encoding') ?? '')) return c.body(file.bytes);
      c.header('Content-Encoding', 'gzip');
      return c.body(file.gzip);
    });
  }
  return app;
}
