import { readFile } from 'node:fs/promises';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { extname, join } from 'node:path';
import { text } from 'node:stream/consumers';

const WIDGET = join(import.meta.dirname, '../widget/dist');

const TYPES: Readonly<Record<string, string>> = {
  '.html': 'text/html; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.svg': 'image/svg+xml',
};

/** Names without dots before them: no way out of the folder. */
const PATH = /^\/(?:[\w-]+\/)*(?:[\w-]+(?:\.[\w-]+)*)?$/;

/** The examples on loopback, until they are stopped. */
export interface StaticServer {
  /** Origin, without a slash at its end. */
  readonly url: string;
  stop(): Promise<void>;
}

/**
 * Serves the examples that need no backend, and the widget as its own backend would: `/lightning-pay.js` and `/chunks/*`
 * as built. A form that is sent gets back what a shop's backend would have got.
 *
 * @param port 0 takes a free one.
 */
export async function startStaticServer(port: number): Promise<StaticServer> {
  const server = createServer((request, response) => {
    answer(request, response).catch(() => respond(response, 404, '.html', 'There is no such page.'));
  });
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject).listen(port, '127.0.0.1', resolve);
  });
  const { port: taken } = server.address() as AddressInfo; // it listens on a port, not on a pipe
  return {
    url: `http://localhost:${taken}`,
    stop: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

async function answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
  const { pathname } = new URL(request.url ?? '/', 'http://localhost');
  if (request.method === 'POST') {
    const fields = [...new URLSearchParams(await text(request))];
    respond(response, 200, '.txt', fields.map(([name, value]) => `${name}: ${value}\n`).join(''));
    return;
  }
  const file = await fileOf(pathname);
  respond(response, 200, extname(file), await readFile(file));
}

/** @throws Error where the path is none, or its bundle cannot be made. */
async function fileOf(pathname: string): Promise<string> {
  if (!PATH.test(pathname)) throw new Error(`not a path: ${pathname}`);
  if (pathname === '/lightning-pay.js' || pathname.startsWith('/chunks/')) return join(WIDGET, pathname);
  return join(import.meta.dirname, pathname, pathname.endsWith('/') ? 'index.html' : '');
}

function respond(response: ServerResponse, status: number, extension: string, body: string | Buffer): void {
  response.writeHead(status, {
    'content-type': TYPES[extension] ?? 'text/plain; charset=utf-8',
    'x-content-type-options': 'nosniff',
    'cache-control': 'no-cache',
  });
  response.end(body);
}
