import { createServer, type RequestListener, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { type FaultParts, faultRoutes } from './fault-routes.ts';
import { passOn } from './proxy.ts';
import { sendJson } from './route.ts';
import { type ShopParts, shopRoutes } from './shop-routes.ts';

/** A listening front. */
export interface Front {
  /** The port that was given, or chosen where that was 0. */
  readonly port: number;
  /** From now on requests are answered; before, each gets 503. */
  serve(listener: RequestListener): void;
  /** Closes it together with every open stream. */
  close(): Promise<void>;
}

/**
 * Listens before there is anything to serve, so that the port is known, and known to be free, before a program starts.
 * A name such as `localhost` may mean 127.0.0.1 or ::1 to a browser, so without a host both are listened on.
 *
 * @param port TCP port; 0 for any.
 * @param host Address to listen on; null for the loopback ones.
 * @throws Error with `code` `EADDRINUSE` where the port is taken.
 */
export async function listen(port: number, host: string | null): Promise<Front> {
  let current: RequestListener = (_request, response) => {
    response.setHeader('retry-after', '1');
    sendJson(response, 503, { status: 'starting' });
  };
  const serverAt = async (address: string, at: number): Promise<Server> => {
    const server = createServer((request, response) => current(request, response));
    await new Promise<void>((resolve, reject) => {
      server.once('error', reject);
      server.listen(at, address, resolve);
    });
    return server;
  };
  const first = await serverAt(host ?? '127.0.0.1', port);
  const chosen = (first.address() as AddressInfo).port; // a TCP server: never a path
  // A machine without IPv6 has no ::1; the other address is enough there.
  const second = host === null ? await serverAt('::1', chosen).catch(() => null) : null;
  const servers = second ? [first, second] : [first];
  return {
    port: chosen,
    serve(listener) {
      current = listener;
    },
    async close() {
      await Promise.all(
        servers.map(
          (server) =>
            new Promise<void>((resolve) => {
              server.close(() => resolve());
              server.closeAllConnections();
            }),
        ),
      );
    },
  };
}

/**
 * The whole site of the demo: the shop's own routes, its files under `/shop/`, and for everything else the server.
 *
 * @param serverUrl Origin of the lightning-pay server.
 * @param parts What the shop's routes, and those that break the demo, work with.
 */
export function createSite(serverUrl: string, parts: ShopParts & FaultParts): RequestListener {
  const routes = new Map([...shopRoutes(parts), ...faultRoutes(parts)]);
  return (request, response) => {
    const path = new URL(request.url ?? '/', 'http://shop').pathname;
    const route = routes.get(`${request.method} ${path}`);
    if (route) {
      // The shop cannot say more than that it could not ask: the page shows it and asks again.
      route(request, response).catch(() => {
        if (response.headersSent) response.destroy();
        else sendJson(response, 503, { status: 'unavailable' });
      });
    } else if (!path.startsWith('/shop/')) {
      passOn(serverUrl, request, response);
    } else if (request.method !== 'GET' || !parts.files.send(path.slice('/shop/'.length), response)) {
      sendJson(response, 404, { status: 'not found' });
    }
  };
}
