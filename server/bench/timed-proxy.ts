import { once } from 'node:events';
import { Agent, createServer, type IncomingMessage, request, type ServerResponse } from 'node:http';
import { pipeline } from 'node:stream/promises';

/** A proxy before BTCPay that knows how long BTCPay was busy. */
export interface TimedProxy {
  readonly url: string;
  /** Milliseconds between each request's arrival and the end of its answer, summed since the last call. */
  takeMs(): number;
  close(): void;
}

/**
 * Puts a proxy before an origin. What it takes itself counts as BTCPay's time, what the way to it takes as the
 * caller's.
 */
export async function startTimedProxy(origin: string): Promise<TimedProxy> {
  const agent = new Agent({ keepAlive: true });
  let busyMs = 0;
  const server = createServer((incoming, outgoing) => {
    const arrivedMs = performance.now();
    pass(origin, agent, incoming, outgoing)
      .catch(() => outgoing.destroy())
      .finally(() => {
        busyMs += performance.now() - arrivedMs;
      });
  });
  server.keepAliveTimeout = 60_000;
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  if (typeof address !== 'object' || address === null) throw new Error('no port');
  return {
    url: `http://127.0.0.1:${address.port}`,
    takeMs() {
      const ms = busyMs;
      busyMs = 0;
      return ms;
    },
    close() {
      server.close();
      server.closeAllConnections();
      agent.destroy();
    },
  };
}

async function pass(
  origin: string,
  agent: Agent,
  incoming: IncomingMessage,
  outgoing: ServerResponse,
): Promise<void> {
  const { method, url, headers } = incoming;
  const onward = request(`${origin}${url}`, { method: method ?? 'GET', headers, agent });
  const [answer] = (await Promise.all([once(onward, 'response'), pipeline(incoming, onward)]))[0] as [
    IncomingMessage, // of 'response'
  ];
  outgoing.writeHead(answer.statusCode ?? 502, answer.headers);
  await pipeline(answer, outgoing);
}
