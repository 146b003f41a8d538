import { once } from 'node:events';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import { DELIVERY_REPEATED } from '../payments/webhook-answer.ts';
import { parseWebhook, verifySignature } from './webhook.ts';

/** What takes webhooks where no server runs yet. */
export interface StandIn {
  /** Whether anything came here: else the server took it. */
  heard(): boolean;
  close(): Promise<void>;
}

/** What it listens to. */
export interface StandInOptions {
  readonly port: number;
  readonly host: string;
  readonly secrets: readonly string[];
  /** The only invoice whose webhooks it takes. Others get 503, so that BTCPay keeps them for the server. */
  readonly invoiceId: string;
}

/** As the server has it. */
const MOST_BODY_BYTES = 256 * 1024;

/**
 * Stands in for the server during its first set-up: answers the test invoice's webhooks as the server would, and
 * remembers them until it closes.
 *
 * @returns Null where it cannot listen: the server is there, or may not be stood in for.
 */
export async function openStandIn(options: StandInOptions): Promise<StandIn | null> {
  // A free port is nobody's.
  if (options.port === 0) return null;
  const known = new Set<string>();
  const server = createServer((request, response) => {
    answer(request, response, options, known).catch(() => response.destroy());
  });
  try {
    server.listen(options.port, options.host);
    await once(server, 'listening');
  } catch {
    return null;
  }
  return { heard: () => known.size > 0, close: () => close(server) };
}

async function answer(
  request: IncomingMessage,
  response: ServerResponse,
  { secrets, invoiceId }: StandInOptions,
  known: Set<string>,
): Promise<void> {
  const body = await read(request);
  const end = (status: number, headers: Record<string, string> = {}) =>
    response.writeHead(status, headers).end();
  if (request.method !== 'POST' || !request.url?.endsWith('/webhooks/btcpay')) return void end(503);
  if (body === null) return void end(413);
  const signature = request.headers['btcpay-sig'];
  if (!verifySignature(body, String(signature), secrets)) return void end(401);
  const webhook = parseWebhook(body);
  if (webhook.kind !== 'event' || webhook.invoiceId !== invoiceId) return void end(503);
  const id = `${webhook.webhookId}:${webhook.originalDeliveryId}`;
  end(204, { [DELIVERY_REPEATED]: String(known.has(id)) });
  known.add(id);
}

async function read(request: IncomingMessage): Promise<Buffer | null> {
  const chunks: Buffer[] = [];
  let length = 0;
  // Without an encoding set, a request yields buffers.
  for await (const chunk of request as AsyncIterable<Buffer>) {
    length += chunk.byteLength;
    if (length > MOST_BODY_BYTES) return null;
    chunks.push(chunk);
  }
  return Buffer.concat(chunks);
}

async function close(server: Server): Promise<void> {
  const closed = once(server, 'close');
  server.close();
  server.closeAllConnections();
  await closed;
}
