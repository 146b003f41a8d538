import type { AddressInfo } from 'node:net';
import { connect, createServer, type Server, type Socket } from 'node:net';

/** When a connection is cut: as the bytes come by, or in place of the answer to them. */
export interface Cut {
  /** Bytes of the client that trigger it, as text. */
  readonly contains: string;
  /** `answer`: the database gets them and carries them out, and the client never hears of it. */
  readonly at: 'request' | 'answer';
}

/** A wire between a server and its database that can go wrong. */
export interface TcpProxy {
  /** The same URL, through the proxy. */
  url(databaseUrl: string): string;
  /** Cuts the next connection that this happens on, by a reset. */
  cutNext(cut: Cut): void;
  /** Whether the cut that was asked for has happened. */
  readonly cutDone: boolean;
  /**
   * From now on nothing passes, and nobody is told, on connections whose client said this when it connected
   * (`application_name`); an empty text means every connection. Later connections too.
   */
  silence(said: string): void;
  /** Everything passes again on connections made from now on. */
  heal(): void;
  close(): Promise<void>;
}

interface Pair {
  readonly client: Socket;
  readonly upstream: Socket;
  hello: string;
}

/** Starts a proxy on a free loopback port, for the database of this URL. */
export async function startTcpProxy(databaseUrl: string): Promise<TcpProxy> {
  const target = Number(new URL(databaseUrl).port);
  const pairs = new Set<Pair>();
  let silenced: string | null = null;
  let cut: Cut | null = null;
  const isSilent = ({ hello }: Pair) => silenced !== null && hello.includes(silenced);

  function reset({ client, upstream }: Pair): void {
    client.resetAndDestroy();
    upstream.end();
  }

  const server: Server = createServer((client) => {
    const pair: Pair = { client, upstream: connect(target, '127.0.0.1'), hello: '' };
    let swallowsAnswer = false;
    pairs.add(pair);
    for (const socket of [client, pair.upstream]) socket.on('error', () => {});
    client.on('data', (chunk) => {
      if (pair.hello === '') pair.hello = chunk.toString('latin1');
      if (isSilent(pair)) return;
      if (cut !== null && chunk.includes(cut.contains)) {
        if (cut.at === 'request') reset(pair);
        else swallowsAnswer = true;
      }
      if (client.destroyed) cut = null;
      else pair.upstream.write(chunk);
    });
    pair.upstream.on('data', (chunk) => {
      if (isSilent(pair)) return;
      if (swallowsAnswer) {
        cut = null;
        reset(pair);
      } else client.write(chunk);
    });
    client.once('close', () => {
      pairs.delete(pair);
      pair.upstream.destroy();
    });
    pair.upstream.once('close', () => {
      if (!isSilent(pair)) client.destroy();
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;

  return {
    url(direct) {
      const url = new URL(direct);
      url.port = String(port);
      return url.href;
    },
    cutNext(next) {
      cut = next;
    },
    get cutDone() {
      return cut === null;
    },
    silence(said) {
      silenced = said;
    },
    heal() {
      silenced = null;
    },
    async close() {
      for (const { client, upstream } of pairs) {
        client.destroy();
        upstream.destroy();
      }
      await new Promise((resolve) => server.close(resolve));
    },
  };
}
