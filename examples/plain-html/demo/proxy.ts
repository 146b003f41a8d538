import { type IncomingHttpHeaders, type IncomingMessage, request, type ServerResponse } from 'node:http';

/** Headers that belong to one connection and are never passed on (RFC 9110, section 7.6.1). */
const HOP_BY_HOP = new Set([
  'connection',
  'keep-alive',
  'proxy-authenticate',
  'proxy-authorization',
  'proxy-connection',
  'te',
  'trailer',
  'transfer-encoding',
  'upgrade',
]);

/**
 * Passes a request on to another server and its answer back, both as they come: nothing is buffered, so a stream of
 * server-sent events reaches the page event by event. When either side goes away, so does the other.
 *
 * @param target Origin to pass to, without a trailing slash.
 * @param incoming The request; its path is kept.
 * @param outgoing The answer to write. 502 as problem+json where the target does not answer.
 */
export function passOn(target: string, incoming: IncomingMessage, outgoing: ServerResponse): void {
  const upstream = request(target + (incoming.url ?? '/'), {
    method: incoming.method,
    headers: endToEnd(incoming.headers),
    // A connection each: a kept one could be closed by a restart in the very moment it is used again.
    agent: false,
  });
  upstream.on('response', (answer) => {
    outgoing.writeHead(answer.statusCode ?? 502, endToEnd(answer.headers));
    outgoing.flushHeaders();
    answer.pipe(outgoing);
    answer.on('error', () => outgoing.destroy());
  });
  upstream.on('error', () => {
    if (outgoing.headersSent) outgoing.destroy();
    else refuse(outgoing);
  });
  outgoing.on('close', () => upstream.destroy());
  incoming.pipe(upstream);
}

function endToEnd(headers: IncomingHttpHeaders): IncomingHttpHeaders {
  return Object.fromEntries(Object.entries(headers).filter(([name]) => !HOP_BY_HOP.has(name)));
}

function refuse(outgoing: ServerResponse): void {
  const problem = { title: 'The server does not answer', status: 502, code: 'gateway_unavailable' };
  outgoing.writeHead(502, { 'content-type': 'application/problem+json', 'retry-after': '1' });
  outgoing.end(JSON.stringify(problem));
}
