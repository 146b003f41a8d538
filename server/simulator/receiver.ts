import { createServer, type IncomingMessage } from 'node:http';
import type { AddressInfo } from 'node:net';

/** For the tests of the simulator: an endpoint that takes webhooks. */

/** One request as it arrived. */
export interface Received {
  readonly method: string;
  readonly url: string;
  /** Names and values in their order and case on the wire. */
  readonly headers: readonly (readonly [string, string])[];
  readonly body: string;
}

/** What the endpoint answers; `null` cuts the connection. */
export type Answering = (received: Received, count: number) => { status: number; location?: string } | null;

/** A running endpoint. */
export interface Receiver {
  readonly url: string;
  readonly received: readonly Received[];
  /** Resolves when so many requests have arrived. */
  arrived(count: number): Promise<readonly Received[]>;
  close(): Promise<void>;
}

/** Starts an endpoint on a free port; it answers 200 unless told otherwise. */
export async function startReceiver(answering: Answering = () => ({ status: 200 })): Promise<Receiver> {
  const received: Received[] = [];
  const waiting = new Set<() => void>();
  const server = createServer(async (request, response) => {
    const entry = await read(request);
    received.push(entry);
    const answer = answering(entry, received.length);
    if (answer) {
      response.writeHead(answer.status, answer.location ? { Location: answer.location } : {});
      response.end();
    } else request.socket.destroy();
    for (const check of waiting) check();
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  // A server that listens on a port has an AddressInfo.
  const { port } = server.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${port}/hook`,
    received,
    arrived: (count) =>
      new Promise((resolve) => {
        const check = () => {
          if (received.length < count) return;
          waiting.delete(check);
          resolve(received);
        };
        waiting.add(check);
        check();
      }),
    close: async () => {
      const closed = new Promise((resolve) => server.close(resolve));
      server.closeAllConnections();
      await closed;
    },
  };
}

async function read(request: IncomingMessage): Promise<Received> {
  const chunks: Buffer[] = [];
  // Without an encoding set, a request yields buffers.
  for await (const chunk of request) chunks.push(chunk as Buffer);
  const headers: [string, string][] = [];
  for (let index = 0; index < request.rawHeaders.length; index += 2)
    headers.push([request.rawHeaders[index] ?? '', request.rawHeaders[index + 1] ?? '']);
  return {
    method: request.method ?? '',
    url: request.url ?? '',
    headers,
    body: Buffer.concat(chunks).toString('utf8'),
  };
}
