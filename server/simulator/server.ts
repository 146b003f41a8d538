import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import { admit } from './access.ts';
import { empty, Refusal, type Reply } from './errors.ts';
import type { ApiKey } from './keys.ts';
import { findRoute, type Route } from './router.ts';

/** What a test does to BTCPay's answers before they are made; control routes are never disturbed. */
export interface Disturbance {
  /**
   * Called for each request to `/api/…`.
   *
   * @param path Decides too: with its database gone BTCPay hangs, but its health still answers.
   * @returns `refuse`: the connection is cut; `lose`: the request is carried out and then the connection is cut.
   */
  readonly before: (path: string) => Promise<'serve' | 'refuse' | 'lose'>;
}

/** What the HTTP side of the simulator serves. */
export interface ServerPorts {
  readonly storeId: string;
  readonly keys: ReadonlyMap<string, ApiKey>;
  readonly routes: readonly Route[];
  readonly controls: readonly Route[];
  readonly disturbance: Disturbance;
  /** Told of each finished exchange; `status` 0 where no answer was given. */
  readonly onExchange: (exchange: { method: string; path: string; status: number }) => void;
}

/** The HTTP server, not yet listening. */
export function createHttpServer(ports: ServerPorts): Server {
  const server = createServer((request, response) => {
    serve(ports, request, response).catch((error: unknown) => {
      // A fault of the simulator itself: say it where a test looks for it, instead of imitating BTCPay's empty 500.
      response.writeHead(500, { 'Content-Type': 'text/plain' });
      response.end(`simulator fault: ${error instanceof Error ? error.stack : String(error)}`);
    });
  });
  server.keepAliveTimeout = 130_000;
  return server;
}

async function serve(ports: ServerPorts, request: IncomingMessage, response: ServerResponse): Promise<void> {
  const url = new URL(request.url ?? '/', 'http://simulator');
  const method = request.method ?? 'GET';
  const control = url.pathname.startsWith('/control/');
  const body = await readBody(request);
  const fate = control ? 'serve' : await ports.disturbance.before(url.pathname);
  const reply = fate === 'refuse' ? null : await answer(ports, request, { url, method, control, body });
  if (!reply || fate === 'lose') {
    ports.onExchange({ method, path: url.pathname, status: 0 });
    request.socket.destroy();
    return;
  }
  ports.onExchange({ method, path: url.pathname, status: reply.status });
  write(response, reply, request);
}

interface Incoming {
  readonly url: URL;
  readonly method: string;
  readonly control: boolean;
  readonly body: string;
}

async function answer(ports: ServerPorts, request: IncomingMessage, incoming: Incoming): Promise<Reply> {
  const { url, method, control, body } = incoming;
  if (method === 'OPTIONS' && request.headers.origin && request.headers['access-control-request-method'])
    return { status: 204 };
  try {
    const match = findRoute(control ? ports.controls : ports.routes, method, url.pathname);
    if (typeof match === 'number') throw empty(match);
    const key = admit(match, request.headers, ports.keys, ports.storeId);
    const { route, params } = match;
    return await route.run({ params, query: url.searchParams, headers: request.headers, body, key });
  } catch (error) {
    if (error instanceof Refusal) return error.reply;
    throw error;
  }
}

function write(response: ServerResponse, reply: Reply, request: IncomingMessage): void {
  const body = reply.json === undefined ? '' : JSON.stringify(reply.json);
  response.setHeader('Server', 'Kestrel');
  if (request.headers.origin) response.setHeader('Access-Control-Allow-Origin', '*');
  const preflight = reply.status === 204;
  if (preflight) {
    response.setHeader(
      'Access-Control-Allow-Methods',
      request.headers['access-control-request-method'] ?? '',
    );
    response.setHeader(
      'Access-Control-Allow-Headers',
      request.headers['access-control-request-headers'] ?? '',
    );
  }
  if (body) response.setHeader('Content-Type', reply.contentType ?? 'application/json; charset=utf-8');
  if (!preflight) response.setHeader('Content-Length', Buffer.byteLength(body));
  response.writeHead(reply.status);
  response.end(body);
}

async function readBody(request: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = [];
  // Without an encoding set, a request yields buffers.
  for await (const chunk of request) chunks.push(chunk as Buffer);
  return Buffer.concat(chunks).toString('utf8');
}
