import { readFile } from 'node:fs/promises';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { lookUp } from './look-up.ts';
import type { Order } from './order.ts';
import { OrderBook } from './order-book.ts';
import { orderPage } from './order-page.ts';
import { requestFor } from './payment-request.ts';
import { createWebhookReceiver } from './receive-webhook.ts';

/** What the shop needs to know. */
export interface ShopOptions {
  /** Path of the shop's database. */
  readonly file: string;
  /** Port on the loopback address; 0 for any. */
  readonly port: number;
  /** Where lightning-pay is, as its customers know it: `PUBLIC_URL`. */
  readonly payUrl: string;
  /** `REQUEST_SIGNING_SECRET`, `MERCHANT_WEBHOOK_SECRET` and `MERCHANT_READ_KEY` of the server. */
  readonly signingSecret: string;
  readonly webhookSecret: string;
  readonly readKey: string;
}

/** A shop that runs. */
export interface Shop {
  readonly url: string;
  readonly orders: OrderBook;
  stop(): Promise<void>;
}

/** What the shop sells; prices are its own. */
const ITEM = { name: 'A walnut desk lamp', amount: '80.00', currency: 'USD' } as const;
const LARGEST_BODY = 256 * 1_024;

/** Opens the shop on a loopback port. A proxy with TLS belongs before it. */
export async function openShop(options: ShopOptions): Promise<Shop> {
  const { payUrl, readKey, signingSecret } = options;
  const orders = new OrderBook(options.file);
  const receive = createWebhookReceiver(options.webhookSecret, orders);

  const server = createServer((request, response) => {
    // A full disk, a fault of ours, lightning-pay away: whoever asked asks again, and nothing was half done.
    answer(request, response).catch(() => send(response, 500, 'text/plain', 'Please try again.'));
  });

  async function answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const { pathname } = new URL(request.url ?? '/', 'http://shop');
    const [, orderId = '', part] = /^\/orders\/(A-[0-9a-f]{16})(\/state)?$/.exec(pathname) ?? [];
    const order = orders.find(orderId);
    switch (`${request.method} ${order === undefined ? pathname : `order${part ?? ''}`}`) {
      case 'POST /webhooks/lightning-pay': {
        const body = await readBytes(request);
        return send(response, body === null ? 413 : receive(body, request.headers));
      }
      case 'POST /orders': {
        const placed = orders.place(ITEM.name, ITEM.amount, ITEM.currency);
        response.setHeader('location', `/orders/${placed.id}`);
        return send(response, 303);
      }
      case 'GET order':
        return send(response, 200, 'text/html', await pageOf(order as Order)); // the case says that it is there
      case 'GET order/state': {
        const { state } = await lookUp(order as Order, orders, payUrl, readKey); // as above
        return send(response, 200, 'application/json', JSON.stringify({ state }));
      }
      case 'GET /order.js':
        return send(
          response,
          200,
          'text/javascript',
          await readFile(join(import.meta.dirname, 'page/order.js')),
        );
      default:
        return send(response, 404);
    }
  }

  async function pageOf(order: Order): Promise<string> {
    const request = order.state === 'paid' ? null : await requestFor(order, orders, payUrl, signingSecret);
    return orderPage(order, payUrl, request);
  }

  await new Promise<void>((resolve, reject) => {
    server.once('error', reject).listen(options.port, '127.0.0.1', resolve);
  });
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`, // a TCP server: never a path
    orders,
    async stop() {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
      orders.close();
    },
  };
}

/** The body as its bytes, which is what was signed; null where it is too large. */
async function readBytes(request: IncomingMessage): Promise<Buffer | null> {
  const chunks: Buffer[] = [];
  let length = 0;
  for await (const chunk of request as AsyncIterable<Buffer>) {
    length += chunk.length;
    if (length > LARGEST_BODY) return null;
    chunks.push(chunk);
  }
  return Buffer.concat(chunks);
}

function send(
  response: ServerResponse,
  status: number,
  type = 'text/plain',
  body: string | Buffer = '',
): void {
  response.writeHead(status, {
    'content-type': `${type}; charset=utf-8`,
    'cache-control': 'no-store',
    'x-content-type-options': 'nosniff',
  });
  response.end(body);
}
