import type { IncomingMessage, ServerResponse } from 'node:http';
import type { LedgerView } from './ledger-view.ts';
import { judgeOrder, type Order } from './order.ts';
import type { OrderBook } from './order-book.ts';
import type { PageFiles } from './page-files.ts';
import type { WalletResult } from './simulated-wallet.ts';

/** What the shop's own routes work with. */
export interface ShopParts {
  readonly files: PageFiles;
  readonly orders: OrderBook;
  readonly ledger: LedgerView;
  readonly pay: (bolt11: string) => Promise<WalletResult>;
}

/** Answers one request; everything that goes wrong rejects. */
export type Route = (request: IncomingMessage, response: ServerResponse) => Promise<void>;

const ROWS = 8;
const LARGEST_BODY = 8192;

/**
 * The shop's own routes by `METHOD /path`: its page, the order's state and the simulated wallet.
 *
 * @param parts What they work with.
 */
export function shopRoutes(parts: ShopParts): ReadonlyMap<string, Route> {
  const orderOf = (request: IncomingMessage): Order | undefined => {
    const id = /(?:^|;\s*)demo_order=(A-\d{6})(?:;|$)/.exec(request.headers.cookie ?? '')?.[1];
    return id === undefined ? undefined : parts.orders.find(id);
  };
  return new Map<string, Route>([
    [
      'GET /',
      async (request, response) =>
        parts.files.sendPage(orderOf(request) ?? parts.orders.place(new Date()), response),
    ],
    [
      'POST /demo/orders',
      async (_request, response) => {
        const order = parts.orders.place(new Date());
        response.writeHead(303, {
          location: '/',
          'set-cookie': `demo_order=${order.id}; Path=/; HttpOnly; SameSite=Lax`,
        });
        response.end();
      },
    ],
    [
      'GET /demo/state',
      async (request, response) => {
        const order = orderOf(request);
        const [payments, verdict] = await Promise.all([
          parts.ledger.newest(ROWS),
          order ? parts.ledger.ofOrder(order.id).then((found) => judgeOrder(order, found)) : null,
        ]);
        sendJson(response, 200, { order: order && { ...order, verdict }, payments });
      },
    ],
    [
      'POST /demo/pay',
      async (request, response) => {
        // Only a page of this origin can send JSON without asking first, so no other site makes the wallet pay.
        const isJson = request.headers['content-type']?.startsWith('application/json') ?? false;
        const bolt11 = isJson ? bolt11Of(await bodyOf(request)) : null;
        if (bolt11 === null) sendJson(response, 400, { paid: false, reason: 'Send {"bolt11": "ln…"}.' });
        else sendJson(response, 200, await parts.pay(bolt11));
      },
    ],
  ]);
}

/** Sends a JSON answer that nobody keeps. */
export function sendJson(response: ServerResponse, status: number, body: unknown): void {
  response.writeHead(status, { 'content-type': 'application/json', 'cache-control': 'no-store' });
  response.end(JSON.stringify(body));
}

async function bodyOf(request: IncomingMessage): Promise<string> {
  let text = '';
  for await (const chunk of request.setEncoding('utf8')) {
    text += chunk;
    if (text.length > LARGEST_BODY) throw new RangeError('The body is too large.');
  }
  return text;
}

function bolt11Of(body: string): string | null {
  try {
    const { bolt11 } = JSON.parse(body) as Readonly<Record<string, unknown>>; // checked in the next line
    return typeof bolt11 === 'string' && /^ln[a-z0-9]+$/i.test(bolt11) ? bolt11 : null;
  } catch {
    return null;
  }
}
