import { createServer, type IncomingHttpHeaders, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

/** A webhook as it came. */
export interface HeardWebhook {
  readonly path: string;
  /** Header `webhook-id`. */
  readonly id: string;
  readonly headers: IncomingHttpHeaders;
  readonly body: string;
  /** When its last byte was here, Unix ms. */
  readonly atMs: number;
}

/** What an endpoint does with a webhook: answers it, cuts the line, or says nothing until it is cut off. */
export type Reply =
  | { readonly status: number; readonly headers?: Readonly<Record<string, string>> }
  | 'cut'
  | 'hang';

/** The backend of a shop: a real HTTP server on loopback, on a path of its own. */
export interface MerchantEndpoint {
  readonly url: string;
  /** Everything that came to any path, oldest first. */
  readonly heard: readonly HeardWebhook[];
  /** How many requests wait for an answer that never comes. */
  readonly hanging: number;
  /** Decides over each webhook; replaced by tests. At first everything is 204. */
  reply: (webhook: HeardWebhook, nth: number) => Reply | Promise<Reply>;
  close(): Promise<void>;
}

/** Starts one. */
export async function startMerchantEndpoint(): Promise<MerchantEndpoint> {
  const heard: HeardWebhook[] = [];
  let hanging = 0;

  async function answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const chunks: Buffer[] = [];
    for await (const chunk of request as AsyncIterable<Buffer>) chunks.push(chunk);
    const webhook = {
      path: request.url ?? '',
      id: String(request.headers['webhook-id']),
      headers: request.headers,
      body: Buffer.concat(chunks).toString(),
      atMs: Date.now(),
    };
    heard.push(webhook);
    const reply = await endpoint.reply(webhook, heard.length);
    if (reply === 'cut') response.destroy();
    else if (reply === 'hang') {
      hanging += 1;
      response.once('close', () => {
        hanging -= 1;
      });
    } else response.writeHead(reply.status, { ...reply.headers }).end();
  }

  const server = createServer((request, response) => {
    answer(request, response).catch(() => response.destroy());
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const endpoint: MerchantEndpoint = {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/webhooks`,
    heard,
    get hanging() {
      return hanging;
    },
    reply: () => ({ status: 204 }),
    async close() {
      const closed = new Promise((resolve) => server.close(resolve));
      server.closeAllConnections();
      await closed;
    },
  };
  return endpoint;
}
