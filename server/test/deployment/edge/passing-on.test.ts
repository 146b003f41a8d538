import { createHash } from 'node:crypto';
import type { IncomingHttpHeaders, ServerResponse } from 'node:http';
import { afterAll, beforeAll, beforeEach, describe, expect, it, onTestFinished } from 'vitest';
import { judgeProbe } from '../../../src/btcpay/judge-probe.ts';
import { createProbe } from '../../../src/btcpay/webhook-probe.ts';
import { problemSchema } from '../../../src/http/contract.ts';
import { PROBLEMS } from '../../../src/http/errors.ts';
import {
  always,
  closedUrl,
  reset,
  type Script,
  type ScriptedServer,
  startScriptedServer,
} from '../../btcpay/scripted-server.ts';
import { type Edge, startEdge } from './nginx-rig.ts';
import { rawRequest } from './raw-request.ts';
import { startSilentServer } from './silent-server.ts';

const CREATE = { method: 'POST', headers: { 'Content-Type': 'application/json' }, body: '{"amount":"50"}' };
const told: Script = (request, reply) => reply(200, request.body);

describe('the edge', { timeout: 30_000 }, () => {
  let scripts: [Script, Script];
  let servers: readonly [ScriptedServer, ScriptedServer];
  let edge: Edge;
  beforeAll(async () => {
    servers = [
      await startScriptedServer((...exchange) => scripts[0](...exchange)),
      await startScriptedServer((...exchange) => scripts[1](...exchange)),
    ];
    edge = await startEdge({ servers: [servers[0].url, servers[1].url] });
  });
  afterAll(async () => {
    await edge.end();
    for (const server of servers) await server[Symbol.asyncDispose]();
  });
  beforeEach(() => {
    scripts = [told, told];
  });

  /** Asks twice, so that the turn comes to either server first. */
  const twice = async (path: string, request = {}) => [
    await rawRequest(edge.httpsUrl, path, request),
    await rawRequest(edge.httpsUrl, path, request),
  ];

  it('tells the server where a request comes from by the socket alone, whatever the client claims', async () => {
    const seen: IncomingHttpHeaders[] = [];
    const look: Script = (_request, reply, { req }: ServerResponse) => {
      seen.push(req.headers);
      reply(200, '');
    };
    scripts = [look, look];
    const claims = [
      ...['Forwarded', 'X-Forwarded-Host', 'X-Forwarded-Port', 'X-Forwarded-Prefix', 'X-Real-IP'],
      ...['X-Client-IP', 'True-Client-IP', 'CF-Connecting-IP', 'X_Forwarded_For'],
    ];
    const headers = {
      Host: 'PAY.example.com:8443',
      ...Object.fromEntries(claims.map((name) => [name, '198.51.100.7'])),
      'X-Forwarded-For': ['198.51.100.7', '10.0.0.1, 127.0.0.1'],
      'X-Forwarded-Proto': 'http',
      'X-Request-Id': 'chosen-by-the-client',
      Authorization: 'Bearer example',
    };
    await rawRequest(edge.httpsUrl, '/v1/config', { headers, from: '127.0.0.9' });
    expect(seen).toHaveLength(1);
    expect(JSON.stringify(seen)).not.toMatch(/198\.51|10\.0\.0\.1|chosen/);
    expect(seen[0]).toMatchObject({
      'x-forwarded-for': '127.0.0.9',
      'x-forwarded-proto': 'https',
      'x-request-id': expect.stringMatching(/^[\da-f]{32}$/),
      host: 'pay.example.com',
      authorization: 'Bearer example',
      connection: 'close',
    });
  });

  it('changes no body and compresses none, neither what is sent nor what is answered', async () => {
    const text = `{"a":"${'ä'.repeat(2_000)}"}`;
    const plain: Script = (request, reply) => reply(200, request.body, { 'content-type': 'text/javascript' });
    scripts = [plain, plain];
    const answer = await rawRequest(edge.httpsUrl, '/v1/payments', {
      ...CREATE,
      body: text,
      headers: { ...CREATE.headers, 'Accept-Encoding': 'gzip, br' },
    });
    expect(answer.text).toBe(text);
    expect(answer.headers).not.toHaveProperty('content-encoding');
    const packed = always(200, 'packed by the server', {
      'content-encoding': 'gzip',
      vary: 'Accept-Encoding',
    });
    scripts = [packed, packed];
    expect(await rawRequest(edge.httpsUrl, '/lightning-pay.js')).toMatchObject({
      text: 'packed by the server',
      headers: { 'content-encoding': 'gzip', vary: 'Accept-Encoding' },
    });
  });

  it('asks the other server where one dies with a request, a creation included', async () => {
    scripts = [reset, told];
    const answers = [...(await twice('/v1/payments', CREATE)), ...(await twice('/v1/config'))];
    expect(answers.map(({ status }) => status)).toEqual([200, 200, 200, 200]);
    expect(answers[1]?.text).toBe(CREATE.body);
  });

  it('never asks again what a server has answered, even badly', async () => {
    scripts = [always(503, 'busy'), always(503, 'busy')];
    const before = servers[0].requests.length + servers[1].requests.length;
    const answers = await twice('/v1/payments', CREATE);
    expect(answers.map(({ status, text }) => [status, text])).toEqual([
      [503, 'busy'],
      [503, 'busy'],
    ]);
    expect(servers[0].requests.length + servers[1].requests.length - before).toBe(2);
  });

  it('finds a file that one server knows, whichever is asked first; a payment that is unknown stays so', async () => {
    const unknown = always(404, 'not here');
    scripts = [unknown, always(200, 'here')];
    const files = [
      '/chunks/checkout-Ab1_-.js',
      '/lightning-pay@1.0.0.js',
      '/hosted/page-a.css',
      '/merchant/index-a.js',
    ];
    for (const path of files) {
      const answers = await twice(path);
      expect(
        answers.map(({ text }) => text),
        path,
      ).toEqual(['here', 'here']);
    }
    scripts = [unknown, unknown];
    expect((await twice('/chunks/gone-1.js')).map(({ text }) => text)).toEqual(['not here', 'not here']);
    scripts = [unknown, always(200, 'here')];
    const payments = await twice('/v1/payments/pay_1');
    expect(payments.map(({ status }) => status).sort()).toEqual([200, 404]);
  });

  it('lets a request in flight and an open stream go on over a reload', async () => {
    const { promise: asked, resolve: isAsked } = Promise.withResolvers<void>();
    let answer = (): void => undefined;
    const hold: Script = (_request, reply) => {
      answer = () => reply(200, 'at last');
      isAsked();
    };
    scripts = [hold, hold];
    const inFlight = rawRequest(edge.httpsUrl, '/v1/payments', CREATE);
    await asked;
    let stream: ServerResponse | undefined;
    const open: Script = (_request, _reply, response) => {
      stream = response;
      response.writeHead(200, { 'content-type': 'text/event-stream' });
      response.write(':1\n\n');
    };
    scripts = [open, open];
    const events = await fetch(`${edge.httpsUrl}/v1/payments/pay_1/events`);
    await edge.reload();
    scripts = [told, told];
    expect((await rawRequest(edge.httpsUrl, '/v1/config')).status).toBe(200);
    answer();
    stream?.end(':2\n\n');
    expect([(await inFlight).text, await events.text()]).toEqual(['at last', ':1\n\n:2\n\n']);
  });
});

describe('the edge, with one silent server behind it', () => {
  it('waits a moment for a connection, and asks the other, for a creation too', async () => {
    const silent = await startSilentServer();
    onTestFinished(() => silent.end());
    await using other = await startScriptedServer(told);
    const edge = await startEdge({ servers: [silent.url, other.url] });
    onTestFinished(() => edge.end());
    const ask = () => rawRequest(edge.httpsUrl, '/v1/payments', CREATE);
    const answers = [await ask(), await ask(), await ask(), await ask()];
    expect(answers.map(({ status, text }) => [status, text])).toEqual(answers.map(() => [200, CREATE.body]));
    expect(edge.log(), 'it had its turn').toContain('"upstreamStatus":"504, 200"');
  });
});

describe('the edge, with no server behind it', () => {
  it('is what a server is started for to btcpay connect, whose first webhook finds none', async () => {
    const nobody = await closedUrl();
    const edge = await startEdge({ servers: [nobody, nobody] });
    onTestFinished(() => edge.end());
    const url = `${edge.httpsUrl}/webhooks/btcpay`;
    const answer = await createProbe(url, 'example-webhook-secret', 10_000, fetch)({});
    // 5xx: BTCPay sends it again.
    expect(answer).toMatchObject({ kind: 'answer', status: 502 });
    expect(judgeProbe(answer, url)).toMatchObject({ kind: 'start_server' });
  });

  it('says so to programs as a problem, to people as a page, and tells both when to come back', async () => {
    const nobody = await closedUrl();
    const edge = await startEdge({ servers: [nobody, nobody] });
    onTestFinished(() => edge.end());
    const origin = { headers: { Origin: 'https://shop.example' } };
    const api = await rawRequest(edge.httpsUrl, '/v1/payments', { ...CREATE, ...origin });
    const page = await rawRequest(edge.httpsUrl, '/pay?amount=50');
    const [status, title] = PROBLEMS.ledger_unavailable;
    expect(problemSchema.parse(JSON.parse(api.text))).toMatchObject({
      code: 'ledger_unavailable',
      status,
      title,
    });
    expect(api.headers).toMatchObject({
      'retry-after': '2',
      'access-control-allow-origin': '*',
      'access-control-expose-headers': 'Retry-After,X-Request-Id',
    });
    expect([api.status, page.status]).toEqual([503, 503]);
    expect(page.headers).toMatchObject({ 'content-type': 'text/html', 'retry-after': '2' });
    expect(page.text).toContain('A payment that you have made is not lost');
    // The policy lets its style in, by the hash of what stands there.
    const [, style = ''] = /<style>(.*)<\/style>/.exec(page.text) ?? [];
    const hash = createHash('sha256').update(style).digest('base64');
    expect(page.headers['content-security-policy']).toBe(
      `default-src 'none'; style-src 'sha256-${hash}'; frame-ancestors 'none'`,
    );
    expect(api.headers['content-security-policy']).toBe("default-src 'none'; frame-ancestors 'none'");
  });
});
