import { readdirSync, readFileSync } from 'node:fs';
import type { ServerResponse } from 'node:http';
import { extname, join } from 'node:path';
import type { Order } from './order.ts';

const TYPES: Readonly<Record<string, string>> = {
  '.html': 'text/html; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.svg': 'image/svg+xml',
};

/** The strictest policy under which the page and `<lightning-pay>` work; the server is the page's own origin here. */
const SECURITY_HEADERS = {
  'content-security-policy': [
    "default-src 'none'",
    "script-src 'self'",
    "style-src 'self'",
    "img-src 'self'",
    "connect-src 'self'",
    "base-uri 'none'",
    "form-action 'self'",
    "frame-ancestors 'none'",
    "require-trusted-types-for 'script'",
  ].join('; '),
  'referrer-policy': 'same-origin',
  'x-content-type-options': 'nosniff',
  'cache-control': 'no-cache',
};

/** The shop's page and what it loads. Only files that were in the folder at the start are ever sent. */
export class PageFiles {
  readonly #files: ReadonlyMap<string, Buffer>;
  readonly #merchantKey: string;

  /**
   * @param folder Flat folder that holds `index.html` and the files it names.
   * @param merchantKey Key to the dashboard, which this page shows because it is a demo: it takes the place of
   * `{{merchant-key}}`.
   */
  constructor(folder: string, merchantKey: string) {
    this.#merchantKey = merchantKey;
    const names = readdirSync(folder).filter((name) => TYPES[extname(name)] !== undefined);
    this.#files = new Map(names.map((name) => [name, readFileSync(join(folder, name))]));
  }

  /**
   * Sends a file of the page.
   *
   * @param name File name without a folder.
   * @returns False where there is no such file; nothing is sent then.
   */
  send(name: string, response: ServerResponse): boolean {
    const file = this.#files.get(name);
    if (!file || name === 'index.html') return false;
    response.writeHead(200, { ...SECURITY_HEADERS, 'content-type': TYPES[extname(name)] });
    response.end(file);
    return true;
  }

  /**
   * Sends the shop's page with an order in it, and a cookie by which the shop knows the customer again.
   *
   * @param order The customer's order: its id (letters, digits and dashes) takes the place of `{{order-id}}`.
   */
  sendPage(order: Order, response: ServerResponse): void {
    const page = this.#files.get('index.html')?.toString('utf8') ?? '';
    response.writeHead(200, {
      ...SECURITY_HEADERS,
      'content-type': TYPES['.html'],
      'cache-control': 'no-store',
      'set-cookie': `demo_order=${order.id}; Path=/; HttpOnly; SameSite=Lax`,
    });
    response.end(page.replaceAll('{{order-id}}', order.id).replaceAll('{{merchant-key}}', this.#merchantKey));
  }
}
