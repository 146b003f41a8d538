import type { IncomingMessage } from 'node:http';
import type { Faults } from './faults.ts';
import { readJson } from './json-request.ts';
import type { LedgerView } from './ledger-view.ts';
import { judgeOrder, type Order } from './order.ts';
import type { OrderBook } from './order-book.ts';
import type { PageFiles } from './page-files.ts';
import { type Route, sendJson } from './route.ts';
import type { PayOptions, WalletResult } from './simulated-wallet.ts';

/** What the shop's own routes work with. */
export interface ShopParts {
  readonly files: PageFiles;
  readonly orders: OrderBook;
  readonly ledger: LedgerView;
  readonly faults: Pick<Faults, 'state'>;
  readonly pay: (bolt11: string, options: PayOptions) => Promise<WalletResult>;
}

const ROWS = 8;

/**
 * The shop's own routes by `METHOD /path`: its page, the state of order, ledger and faults, and the simulated wallet.
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
        const faults = parts.faults.state;
        try {
          const [payments, verdict] = await Promise.all([
            parts.ledger.newest(ROWS),
            order ? parts.ledger.ofOrder(order.id).then((found) => judgeOrder(order, found)) : null,
          ]);
          sendJson(response, 200, { order: order && { ...order, verdict }, payments, faults });
        } catch {
          // The server is being started again, or is busy dying: the page keeps what it knows.
          sendJson(response, 200, { order: null, payments: null, faults });
        }
      },
    ],
    [
      'POST /demo/pay',
      async (request, response) => {
        const payment = paymentOf(await readJson(request));
        if (payment === null) sendJson(response, 400, { paid: false, reason: 'Send {"bolt11": "ln…"}.' });
        else sendJson(response, 200, await parts.pay(payment.bolt11, payment.options));
      },
    ],
  ]);
}

function paymentOf(
  body: Readonly<Record<string, unknown>> | null,
): { readonly bolt11: string; readonly options: PayOptions } | null {
  const { bolt11, sats } = body ?? {};
  if (typeof bolt11 !== 'string' || !/^ln[a-z0-9]+$/i.test(bolt11)) return null;
  if (sats === undefined) return { bolt11, options: {} };
  return Number.isSafeInteger(sats) && Number(sats) > 0 ? { bolt11, options: { sats: Number(sats) } } : null;
}
