import { once } from 'node:events';
import { type ConnectionOptions, connect } from 'node:tls';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { problemSchema } from '../../../src/http/contract.ts';
import { PROBLEMS } from '../../../src/http/errors.ts';
import { always, type ScriptedServer, startScriptedServer } from '../../btcpay/scripted-server.ts';
import { openHttp2 } from './http2-client.ts';
import { type Edge, startEdge } from './nginx-rig.ts';
import { rawRequest } from './raw-request.ts';

const HSTS = 'max-age=31536000; includeSubDomains';

describe('the edge', { timeout: 30_000 }, () => {
  let server: ScriptedServer;
  let edge: Edge;
  beforeAll(async () => {
    server = await startScriptedServer(always(200, 'told', { 'Strict-Transport-Security': HSTS }));
    edge = await startEdge({ servers: [server.url, server.url] });
  });
  afterAll(async () => {
    await edge.end();
    await server[Symbol.asyncDispose]();
  });

  /** Shakes hands, and tells what was agreed on. @throws Error where the edge refuses. */
  async function shakeHands(options: ConnectionOptions) {
    const { hostname: host, port } = new URL(edge.httpsUrl);
    const socket = connect({ host, port: Number(port), ca: edge.certificate, ...options });
    await once(socket, 'secureConnect');
    const agreed = {
      protocol: socket.getProtocol(),
      cipher: socket.getCipher().name,
      application: socket.alpnProtocol,
      ticket: socket.getTLSTicket(),
    };
    socket.destroy();
    return agreed;
  }
  const version = (name: 'TLSv1' | 'TLSv1.1' | 'TLSv1.2' | 'TLSv1.3', ciphers?: string) =>
    shakeHands({ minVersion: name, maxVersion: name, ...(ciphers === undefined ? {} : { ciphers }) });

  it('A48 speaks TLS 1.2 and 1.3 only, says so for a year, and refuses the API without TLS instead of redirecting', async () => {
    // At level 0 this client would take the old versions.
    for (const old of ['TLSv1', 'TLSv1.1'] as const)
      await expect(version(old, 'DEFAULT@SECLEVEL=0'), old).rejects.toThrow(/alert protocol version/);
    for (const good of ['TLSv1.2', 'TLSv1.3'] as const) expect((await version(good)).protocol).toBe(good);
    for (const path of ['/v1/config', '/metrics', '/pay'])
      expect((await rawRequest(edge.httpsUrl, path)).all('strict-transport-security'), path).toEqual([HSTS]);

    const before = server.requests.length;
    const headers = { Authorization: 'Bearer example', 'Content-Type': 'application/json' };
    for (const [method, path] of [
      ['POST', '/v1/payments'],
      ['GET', '/v1/payments/pay_1'],
      ['GET', '/v1/payments/pay_1/events'],
      ['GET', '/v1/merchant/payments'],
      ['POST', '/webhooks/btcpay'],
      ['POST', '/pay'],
      ['OPTIONS', '/v1/payments'],
      ['GET', '/lightning-pay.js'],
      ['GET', '/'],
    ] as const) {
      const answer = await rawRequest(edge.httpUrl, path, { method, headers });
      expect(answer.status, path).toBe(403);
      expect(answer.headers).toMatchObject({
        connection: 'close',
        'content-type': 'application/problem+json',
      });
      expect(answer.headers).not.toHaveProperty('location');
      const [status, title] = PROBLEMS.forbidden;
      expect(problemSchema.parse(JSON.parse(answer.text))).toMatchObject({
        code: 'forbidden',
        status,
        title,
      });
      // Only TLS may ask for TLS. @see https://www.rfc-editor.org/rfc/rfc6797#section-7.2
      expect(answer.headers).not.toHaveProperty('strict-transport-security');
    }
    expect(server.requests).toHaveLength(before);
  });

  it('sends people who typed a page’s address to the same page with TLS', async () => {
    for (const path of ['/pay', '/pay?amount=50&currency=USD', '/receipt/rcp_1', '/merchant']) {
      const { status, headers } = await rawRequest(edge.httpUrl, path, {
        headers: { Host: 'pay.example.com' },
      });
      expect([status, headers.location]).toEqual([301, `https://pay.example.com${path}`]);
    }
  });

  it('hears nothing in the clear on its port for TLS', async () => {
    const { status } = await rawRequest(edge.httpsUrl.replace('https', 'http'), '/v1/config');
    expect(status).toBe(400);
  });

  it('takes ciphers with forward secrecy only, and gives out no tickets', async () => {
    for (const weak of ['AES128-GCM-SHA256', 'AES256-SHA', 'ECDHE-ECDSA-AES128-SHA'])
      await expect(version('TLSv1.2', `${weak}:@SECLEVEL=0`), weak).rejects.toThrow(/handshake failure/);
    const { cipher, ticket } = await version('TLSv1.2');
    expect(cipher).toMatch(/^ECDHE-ECDSA-/);
    expect(ticket).toBeUndefined();
  });

  it('speaks HTTP/2, with one HSTS header, and HTTP/1.1 where that is all a client knows', async () => {
    const http2 = await openHttp2(edge);
    const answers = await Promise.all(['/v1/config', '/metrics'].map((path) => http2.ask({ ':path': path })));
    http2.close();
    expect(answers.map(({ status }) => status)).toEqual([200, 404]);
    for (const { headers } of answers) expect(headers['strict-transport-security']).toBe(HSTS);
    expect((await shakeHands({ ALPNProtocols: ['http/1.1'] })).application).toBe('http/1.1');
  });
});
