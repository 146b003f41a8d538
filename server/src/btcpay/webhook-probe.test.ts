import { createServer, type RequestListener, type Server } from 'node:http';
import { createServer as createTlsServer } from 'node:https';
import type { AddressInfo } from 'node:net';
import { afterEach, describe, expect, it } from 'vitest';
import { makeCertificate } from '../../test/fakes/certificate.ts';
import { verifySignature } from './webhook.ts';
import { createProbe } from './webhook-probe.ts';

const SECRET = 'example-webhook-secret';
const DELIVERY = { deliveryId: 'd1', note: 'Grüße' };

let server: Server | null = null;
afterEach(() => {
  server?.closeAllConnections();
  server?.close();
});

async function listen(made: Server): Promise<number> {
  server = made;
  await new Promise<void>((resolve) => made.listen(0, '127.0.0.1', resolve));
  // A server that listens on a port has an AddressInfo; the other forms are for pipes.
  return (made.address() as AddressInfo).port;
}

async function probe(answer: RequestListener, timeoutMs = 5_000) {
  const port = await listen(createServer(answer));
  return createProbe(`http://127.0.0.1:${port}/webhooks/btcpay`, SECRET, timeoutMs, fetch)(DELIVERY);
}

describe('createProbe', () => {
  it('posts what BTCPay would, signed over its bytes', async () => {
    const seen: { method: string | undefined; body: Buffer; signature: unknown }[] = [];
    await probe(async (request, response) => {
      const chunks: Buffer[] = [];
      for await (const chunk of request as AsyncIterable<Buffer>) chunks.push(chunk);
      seen.push({
        method: request.method,
        body: Buffer.concat(chunks),
        signature: request.headers['btcpay-sig'],
      });
      response.end();
    });
    const [sent] = seen;
    expect([seen.length, sent?.method, JSON.parse(String(sent?.body))]).toEqual([1, 'POST', DELIVERY]);
    expect(verifySignature(sent?.body ?? Buffer.of(), String(sent?.signature), [SECRET])).toBe(true);
  });

  it.each<[string, number, Record<string, string>, string, object]>([
    ['our word', 204, { 'delivery-repeated': 'true' }, '', { repeated: true }],
    ['our other word', 204, { 'delivery-repeated': 'false' }, '', { repeated: false }],
    ['a redirect, unfollowed', 302, { location: '/log-in' }, '', { location: '/log-in', repeated: null }],
    [
      'our refusal',
      401,
      { 'content-type': 'application/problem+json' },
      '{"code":"unauthorized"}',
      { code: 'unauthorized' },
    ],
    ['half of one', 401, { 'content-type': 'application/problem+json' }, '{"code":', { code: null }],
    ['one without a code', 401, { 'content-type': 'application/problem+json' }, '[]', { code: null }],
    [
      "somebody else's",
      401,
      { 'content-type': 'application/json' },
      '{"code":"unauthorized"}',
      { code: null },
    ],
  ])('reads %s', async (_, status, headers, body, expected) => {
    const answer = await probe((_request, response) => response.writeHead(status, headers).end(body));
    expect(answer).toMatchObject({ kind: 'answer', status, ...expected });
  });

  it('gives up a server that hangs, before or within its answer', async () => {
    expect(await probe(() => {}, 50)).toEqual({ kind: 'failure', failure: 'silent' });
    const half: RequestListener = (_request, response) =>
      response.writeHead(500, { 'content-type': 'application/problem+json' }).write('{');
    expect(await probe(half, 50)).toEqual({ kind: 'failure', failure: 'silent' });
  });

  it('trusts no certificate that nobody vouches for', async () => {
    const port = await listen(createTlsServer(makeCertificate()));
    const answer = await createProbe(`https://127.0.0.1:${port}/`, SECRET, 5_000, fetch)(DELIVERY);
    expect(answer).toEqual({ kind: 'failure', failure: 'tls' });
  });
});
