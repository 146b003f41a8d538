import { createServer, type IncomingMessage, request, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

/** What stands in front does with a request, instead of passing it on. */
export type FrontRule = (request: IncomingMessage, response: ServerResponse) => 'answered' | 'pass';

/** A proxy in front of the server, as nginx, a log-in page or a firewall would be. */
export interface Front {
  readonly url: string;
  /** What it does from now on; by default it passes all on. */
  rule: FrontRule;
  close(): Promise<void>;
}

/** Only BTCPay meets this rule: it looks like no other client. */
export const forBtcpay =
  (rule: FrontRule): FrontRule =>
  (incoming, response) =>
    incoming.headers['user-agent']?.startsWith('BTCPayServer/') === true || incoming.method === 'GET'
      ? rule(incoming, response)
      : 'pass';

/** Answers everything alike. */
export const answerWith =
  (status: number, headers: Record<string, string> = {}, body = ''): FrontRule =>
  (_incoming, response) => {
    response.writeHead(status, headers).end(body);
    return 'answered';
  };

/** Opens it before a port of this machine; where nothing listens there, it answers 502 as nginx does. */
export async function openFront(port: number): Promise<Front> {
  const front = { rule: (() => 'pass') as FrontRule };
  const server = createServer((incoming, response) => {
    if (front.rule(incoming, response) === 'answered') return;
    const { method = 'GET', url = '/', headers } = incoming;
    const onwards = request({ host: '127.0.0.1', port, method, path: url, headers }, (answer) => {
      response.writeHead(answer.statusCode ?? 502, answer.headers);
      answer.pipe(response);
    });
    onwards.on('error', () => {
      if (response.headersSent) response.destroy();
      else response.writeHead(502, { 'content-type': 'text/html' }).end('<h1>502 Bad Gateway</h1>');
    });
    incoming.pipe(onwards);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  // A server that listens on a port has an AddressInfo; the other forms are for pipes.
  const address = server.address() as AddressInfo;
  return Object.assign(front, {
    url: `http://127.0.0.1:${address.port}`,
    close: async () => {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  });
}
