import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { mkdir, writeFile } from 'node:fs/promises';
import { createServer, type IncomingMessage, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { buffer } from 'node:stream/consumers';
import { connect } from 'node:tls';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { always, type ScriptedServer, startScriptedServer } from '../../btcpay/scripted-server.ts';
import { type Edge, startEdge } from './nginx-rig.ts';
import { type RawRequest, rawRequest } from './raw-request.ts';

const SITE = readFileSync(join(import.meta.dirname, '../../../../docker/nginx/btcpay/btcpay.conf'), 'utf8');
const NAME = 'btcpay.example.com';
const HSTS = 'max-age=31536000; includeSubDomains';

/** BTCPay, as far as a proxy sees it: tells what it heard, and on a web socket says `82 01 00`, as for "read again". */
function createBtcpay(heard: IncomingMessage[]): Server {
  const server = createServer(async (request, response) => {
    heard.push(request);
    let bytes = 0;
    for await (const chunk of request) bytes += (chunk as Buffer).length;
    response.end(`BTCPay took ${bytes} bytes`);
  });
  server.on('upgrade', (request, socket) => {
    heard.push(request);
    socket.end(
      Buffer.concat([
        Buffer.from('HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n\r\n'),
        Buffer.from([0x82, 0x01, 0x00]),
      ]),
    );
  });
  return server;
}

describe("BTCPay's site", { timeout: 30_000 }, () => {
  const heard: IncomingMessage[] = [];
  const btcpay = createBtcpay(heard);
  let ours: ScriptedServer;
  let site: string;
  let edge: Edge;
  beforeAll(async () => {
    await once(btcpay.listen(0, '127.0.0.1'), 'listening');
    site = SITE.replaceAll('btcpayserver:23000', `127.0.0.1:${(btcpay.address() as AddressInfo).port}`);
    ours = await startScriptedServer(always(200, 'ours'));
    edge = await startEdge({ servers: [ours.url, ours.url], sites: { 'btcpay.conf': site } });
  });
  afterAll(async () => {
    await edge.end();
    await ours[Symbol.asyncDispose]();
    btcpay.close();
  });

  const ask = (path: string, { headers, ...request }: RawRequest = {}, url = edge.httpsUrl) =>
    rawRequest(url, path, { ...request, headers: { Host: NAME, ...headers } });

  it('stands under its own name, beside the servers under theirs', async () => {
    const answer = await ask('/v1/config');
    expect([answer.status, answer.text]).toEqual([200, 'BTCPay took 0 bytes']);
    expect(answer.all('strict-transport-security')).toEqual([HSTS]);
    for (const Host of ['pay.example.com', 'notbtcpay.example.com', 'pay.btcpay.example.com'])
      expect((await rawRequest(edge.httpsUrl, '/v1/config', { headers: { Host } })).text, Host).toBe('ours');
  });

  it('tells BTCPay where a request came from and for whom, and nothing that a client wrote of it', async () => {
    await ask('/i/1', {
      headers: {
        'X-Forwarded-For': '203.0.113.9',
        'X-Forwarded-Host': 'evil.example',
        'X-Forwarded-Proto': 'http',
        'X-Forwarded-Port': '1',
        'X-Forwarded-Prefix': '/evil',
        'X-Real-IP': '203.0.113.9',
        Forwarded: 'host=evil.example',
      },
    });
    const { headers } = heard.at(-1) as IncomingMessage;
    expect(headers).toMatchObject({
      host: NAME,
      'x-forwarded-host': NAME,
      'x-forwarded-proto': 'https',
      'x-forwarded-for': '127.0.0.1',
    });
    expect(JSON.stringify(headers)).not.toMatch(/evil|203\.0\.113|x-forwarded-p(ort|refix)/);
  });

  it('takes what an administrator uploads', async () => {
    const body = Buffer.alloc(3_000_000, 'x');
    const answer = await ask('/stores/1/settings', { method: 'POST', body });
    expect([answer.status, answer.text]).toEqual([200, 'BTCPay took 3000000 bytes']);
  });

  it('lets a web socket through, which the checkout listens on', async () => {
    const { hostname: host, port } = new URL(edge.httpsUrl);
    const socket = connect({ host, port: Number(port), ca: edge.certificate, ALPNProtocols: ['http/1.1'] });
    socket.write(
      `GET /i/1/status/ws HTTP/1.1\r\nHost: ${NAME}\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n\r\n`,
    );
    const answer = await buffer(socket);
    expect(answer.toString('latin1')).toMatch(/^HTTP\/1\.1 101 /);
    expect([...answer.subarray(-3)]).toEqual([0x82, 0x01, 0x00]);
    expect(heard.at(-1)?.headers).toMatchObject({ upgrade: 'websocket', connection: 'upgrade' });
  });

  it("without TLS sends a person on, refuses a program, and answers Let's Encrypt", async () => {
    const before = heard.length;
    const person = await ask('/login', {}, edge.httpUrl);
    expect([person.status, person.headers.location]).toEqual([301, `https://${NAME}/login`]);
    expect((await ask('/api/v1/stores', { method: 'POST' }, edge.httpUrl)).status).toBe(403);
    const withKey = { headers: { Authorization: 'token example' } };
    expect((await ask('/api/v1/stores', withKey, edge.httpUrl)).status).toBe(403);
    expect(heard).toHaveLength(before);
    await mkdir(join(edge.folder, 'acme/.well-known/acme-challenge'), { recursive: true });
    await writeFile(join(edge.folder, 'acme/.well-known/acme-challenge/token'), 'token.thumbprint');
    const challenge = await ask('/.well-known/acme-challenge/token', {}, edge.httpUrl);
    expect([challenge.status, challenge.text]).toEqual([200, 'token.thumbprint']);
  });

  it('limits what one client asks, and our own servers not at all', async () => {
    const narrow = site
      .replace('rate=50r/s', 'rate=1r/m')
      .replace('burst=300', 'burst=2')
      .replace('172.30.80.11', '127.0.0.11');
    const limited = await startEdge({ servers: [ours.url, ours.url], sites: { 'btcpay.conf': narrow } });
    const statuses = async (from: string) => {
      const asked = Array.from({ length: 5 }, () => ask('/', { from }, limited.httpsUrl));
      return (await Promise.all(asked)).map(({ status }) => status).sort();
    };
    expect(await statuses('127.0.0.12')).toEqual([200, 200, 200, 429, 429]);
    expect(await statuses('127.0.0.11')).toEqual([200, 200, 200, 200, 200]);
    await limited.end();
  });
});
