import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { problemSchema } from '../../../src/http/contract.ts';
import { PROBLEMS } from '../../../src/http/errors.ts';
import { crowd, times } from '../../acceptance/crowd.ts';
import {
  always,
  type Script,
  type ScriptedServer,
  silence,
  startScriptedServer,
} from '../../btcpay/scripted-server.ts';
import { type Http2Answer, openHttp2 } from './http2-client.ts';
import { type Edge, startEdge } from './nginx-rig.ts';
import { rawRequest } from './raw-request.ts';

/** As behind a CDN: the way that proxy.conf tells, and by which a test is everywhere on earth. */
const CDN = 'set_real_ip_from 127.0.0.1;\nreal_ip_header X-From-Cdn;\n';
const ok = always(200, 'ok');

describe('the limits of the edge', { timeout: 60_000 }, () => {
  let script: Script;
  let server: ScriptedServer;
  let edge: Edge;
  beforeAll(async () => {
    server = await startScriptedServer((...exchange) => script(...exchange));
    edge = await startEdge({ servers: [server.url, server.url], sites: { 'cdn.conf': CDN } });
  });
  afterAll(async () => {
    await edge.end();
    await server[Symbol.asyncDispose]();
  });
  beforeEach(() => {
    script = ok;
  });

  /** Asks so often at once, from an address each. nginx ends a connection after 1,000 requests. */
  async function flood(path: string, addresses: readonly string[], method = 'GET'): Promise<Http2Answer[]> {
    const http2 = await openHttp2(edge);
    const answers = await crowd(addresses.slice(0, 900), (address) =>
      http2.ask({ ':path': path, ':method': method, origin: 'https://shop.example', 'x-from-cdn': address }),
    );
    http2.close();
    return addresses.length <= 900
      ? answers
      : [...answers, ...(await flood(path, addresses.slice(900), method))];
  }
  const refused = (answers: readonly Http2Answer[]) => answers.filter(({ status }) => status === 429);

  /** Asks until it is refused. A client gets 100 turns back each second, in which a busy machine asks hardly more. */
  async function floodUntilRefused(path: string, address: (index: number) => string): Promise<Http2Answer> {
    for (let round = 0; round < 10; round += 1) {
      const [first] = refused(
        await flood(
          path,
          times(800, (i) => address(round * 800 + i)),
        ),
      );
      if (first !== undefined) return first;
    }
    throw new Error('nothing was refused');
  }

  it('leave room for fifty buyers behind one address who come at once, and hold one that never stops', async () => {
    const one = (count: number) => times(count, () => '203.0.113.7');
    const buyers = await flood('/v1/config', one(500));
    expect(refused(buyers)).toEqual([]);
    const { headers, text } = await floodUntilRefused('/v1/config', () => '203.0.113.7');
    const [status, title] = PROBLEMS.rate_limited;
    expect(problemSchema.parse(JSON.parse(text))).toMatchObject({ code: 'rate_limited', status, title });
    expect(headers).toMatchObject({
      'retry-after': '5',
      'access-control-allow-origin': '*',
      'access-control-expose-headers': 'Retry-After,X-Request-Id',
      'strict-transport-security': 'max-age=31536000; includeSubDomains',
    });
    const page = await floodUntilRefused('/pay', () => '203.0.113.7');
    expect(page).toMatchObject({ headers: { 'content-type': 'text/html', 'retry-after': '5' } });
    expect(refused(await flood('/v1/config', ['203.0.113.8', '2001:db8::7']))).toEqual([]);
  });

  it('take the addresses of an IPv6 /64 for one client, the next /64 and mapped IPv4 for others', async () => {
    await floodUntilRefused('/v1/config', (i) => `2001:db8:0:0:${i.toString(16)}::a`);
    await floodUntilRefused('/v1/config', () => '::ffff:198.51.100.2');
    expect(refused(await flood('/v1/config', ['2001:db8:0:1::1', '::ffff:198.51.100.3']))).toEqual([]);
  });

  it('are none for BTCPay’s webhooks', async () => {
    const answers = await flood(
      '/webhooks/btcpay',
      times(1_500, () => '192.0.2.1'),
      'POST',
    );
    expect(refused(answers)).toEqual([]);
  });

  it('hold how much one client has open at once', async () => {
    script = silence;
    const clients = times(4, () => openHttp2(edge));
    const open = await Promise.all(clients);
    const refusals = open.flatMap((http2) =>
      times(60, () => http2.ask({ ':path': '/v1/config', 'x-from-cdn': '203.0.113.50' })),
    );
    const first = await Promise.race(refusals);
    expect(first.status).toBe(429);
    script = ok;
    expect(refused(await flood('/v1/config', ['203.0.113.51']))).toEqual([]);
    for (const http2 of open) http2.close();
  });

  it('let the server itself refuse a body that is a little too large, and refuse alike what is far too large', async () => {
    script = (request, reply) => reply(200, String(request.body.length));
    const post = (path: string, bytes: number) =>
      rawRequest(edge.httpsUrl, path, { method: 'POST', body: Buffer.alloc(bytes, 'x') });
    for (const [path, bytes] of [
      ['/v1/payments', 20_000],
      ['/webhooks/btcpay', 262_145],
    ] as const)
      expect(await post(path, bytes)).toMatchObject({ status: 200, text: String(bytes) });
    const [status, title] = PROBLEMS.body_too_large;
    for (const [path, bytes] of [
      ['/v1/payments', 100_000],
      ['/webhooks/btcpay', 600_000],
    ] as const) {
      const answer = await post(path, bytes);
      expect([answer.status, JSON.parse(answer.text)]).toMatchObject([
        413,
        { code: 'body_too_large', status, title },
      ]);
    }
    const huge = await rawRequest(edge.httpsUrl, '/v1/config', { headers: { 'X-Long': 'x'.repeat(9_000) } });
    expect(huge.status).toBe(400);
  });

  it('leave no address, query or token in any log', async () => {
    const paths = [
      '/receipt/rcp_SecretToken',
      '/pay?request=SecretToken',
      '/v1/payments/pay_1?SecretToken=1',
      '/SecretToken',
    ];
    for (const path of paths) await flood(path, ['198.51.100.99', '2001:db8:9::99']);
    const lines = edge
      .log()
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line) as Record<string, unknown>);
    expect(lines.slice(-8).map(({ route, status }) => [route, status])).toEqual(
      ['/receipt/:token', '/pay', '/v1/payments/:id', ''].flatMap((route) =>
        times(2, () => [route, route === '' ? 404 : 200]),
      ),
    );
    expect(lines.at(-3)).toMatchObject({
      method: 'GET',
      protocol: 'HTTP/2.0',
      tls: 'TLSv1.3',
      upstreamStatus: '200',
    });
    expect(edge.log() + edge.errors()).not.toMatch(/SecretToken|198\.51\.100|203\.0\.113|2001:db8|client:/);
  });
});
