import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

/** A request as the scripted server got it. */
export interface ScriptedRequest {
  readonly method: string;
  readonly url: string;
  readonly authorization: string | undefined;
  readonly contentType: string | undefined;
  readonly body: string;
}

/** Answers one request: `reply(200, value)` sends JSON, a string is sent as it is; the raw response is there too. */
export type Script = (
  request: ScriptedRequest,
  reply: (status: number, body: unknown, headers?: Record<string, string>) => void,
  response: ServerResponse,
) => void;

/** One answer to everything. */
export const always =
  (status: number, body: unknown, headers?: Record<string, string>): Script =>
  (_, reply) =>
    reply(status, body, headers);

/** Takes the request and never answers. */
export const silence: Script = () => {};

/** Takes the request and resets the connection. */
export const reset: Script = (_request, _reply, response) => response.destroy();

/** Begins an answer and resets the connection in the middle of it. */
export const cutShort: Script = (_request, _reply, response) => {
  response.writeHead(200, { 'content-length': '1000' });
  response.write('{"id":');
  response.destroy();
};

/** A real HTTP server on a free loopback port whose answers a test writes. */
export interface ScriptedServer extends AsyncDisposable {
  readonly url: string;
  /** Everything that came, in order. */
  readonly requests: readonly ScriptedRequest[];
}

/** Starts a scripted server; `await using` stops it. */
export async function startScriptedServer(script: Script): Promise<ScriptedServer> {
  const requests: ScriptedRequest[] = [];
  const server = createServer(async (incoming, response) => {
    const request = await read(incoming);
    requests.push(request);
    script(
      request,
      (status, body, headers = {}) => {
        response.writeHead(status, { 'content-type': 'application/json', ...headers });
        response.end(typeof body === 'string' ? body : JSON.stringify(body));
      },
      response,
    );
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo; // never a pipe: it listens on a port
  return {
    url: `http://127.0.0.1:${port}`,
    requests,
    async [Symbol.asyncDispose]() {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

async function read(incoming: IncomingMessage): Promise<ScriptedRequest> {
  const chunks: Buffer[] = [];
  for await (const chunk of incoming) chunks.push(chunk);
  const { method = '', url = '', headers } = incoming;
  return {
    method,
    url,
    authorization: headers.authorization,
    contentType: headers['content-type'],
    body: Buffer.concat(chunks).toString('utf8'),
  };
}

/** An address of this machine at which nothing listens any more. */
export async function closedUrl(): Promise<string> {
  const server = await startScriptedServer(silence);
  await server[Symbol.asyncDispose]();
  return server.url;
}
