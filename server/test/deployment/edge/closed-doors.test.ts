import { mkdir, symlink } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { problemSchema } from '../../../src/http/contract.ts';
import { always, type ScriptedServer, startScriptedServer } from '../../btcpay/scripted-server.ts';
import { openHttp2 } from './http2-client.ts';
import { type Edge, startEdge } from './nginx-rig.ts';
import { publicRoutes } from './public-routes.ts';
import { rawRequest } from './raw-request.ts';
import { writeForEdge } from './shipped-config.ts';

const SECRET = 'nobody may read this';
/** Files and addresses that have no business in public, wherever they may lie. */
const CLOSED = [
  ...['/metrics', '/admin', '/admin/metrics', '/debug', '/server-status', '/nginx_status', '/'],
  ...['/.env', '/server.env', '/.git/config', '/.git/HEAD', '/.htpasswd', '/docker/.env', '/package.json'],
  ...[
    '/main.js',
    '/main.js.map',
    '/lightning-pay.js.map',
    '/chunks/checkout-1.js.map',
    '/merchant/index-1.js.map',
  ],
  ...['/lightning-pay.js~', '/lightning-pay.js.bak', '/openapi.json.old', '/pay.html', '/hosted/page.js.swp'],
  ...[
    '/healthz/',
    '/healthz/detail',
    '/readyz/full',
    '/v1',
    '/v1/',
    '/v1/admin',
    '/webhooks/btcpay/',
    '/webhooks/x',
  ],
];
/** The same, and ways around a wall, as they are written on the wire. */
const DISGUISED = [
  ...[
    '//metrics',
    '/./metrics',
    '/%6detrics',
    '/%2e%65nv',
    '/.%65nv',
    '/%2egit/config',
    '/METRICS',
    '/metrics;x=1',
  ],
  ...['/v1/config/../../metrics', '/v1/config/..%2f..%2fmetrics', '/v1/config/%2e%2e/%2e%2e/metrics'],
  ...['/chunks/../.env', '/chunks/..%2f.env', '/chunks/%2e%2e/.env', '/chunks/..;/.env', '/chunks/..\\.env'],
  ...['/hosted/..%5c.env', '/merchant/..;/metrics', '/merchant/%2e%2e%2f.env', '/v1/merchant/../../metrics'],
  ...['/v1/merchant/..%2f..%2fmetrics', '/v1/merchant/..;/metrics', '/v1/merchant/.env', '/v1//config'],
  ...[
    '/metrics?/v1/config',
    '/metrics%3f/v1/config',
    '/metrics%23/healthz',
    '/v1/%63onfig',
    '/receipt/..%2fmetrics',
  ],
  ...[
    '/metrics/%2e%2e/healthz',
    '/.env/../healthz',
    '/pay/%2e%2e/metrics',
    '/.well-known/../.env',
    '/%252e%252e/.env',
  ],
  ...['/.well-known/acme-challenge/token', '/.well-known/security.txt', '/chunks/%00.js', '/chunks/a.js%0a'],
];

describe('the edge', { timeout: 30_000 }, () => {
  let knowing: ScriptedServer;
  let edge: Edge;
  beforeAll(async () => {
    // It answers everything: what it hears of, the public could read.
    knowing = await startScriptedServer(always(200, SECRET));
    edge = await startEdge({ servers: [knowing.url, knowing.url] });
  });
  afterAll(async () => {
    await edge.end();
    await knowing[Symbol.asyncDispose]();
  });
  let before: number;
  beforeEach(() => {
    before = knowing.requests.length;
  });
  const heard = () => knowing.requests.slice(before).map(({ method, url }) => `${method} ${url}`);

  it('passes on every route that a server has, as it was asked for', async () => {
    const routes = await publicRoutes();
    expect(routes.length).toBeGreaterThan(50);
    for (const { method, path } of routes) {
      const asked = `${path}?a=%2e%2e/&b=http://x`;
      const { status } = await rawRequest(edge.httpsUrl, asked, { method });
      expect([status, heard().at(-1)], path).toEqual([200, `${method} ${asked}`]);
    }
    expect(heard()).toHaveLength(routes.length);
  });

  it('A49 answers metrics, details, secrets, maps and backups with 404 in every disguise, and asks no server', async () => {
    // A real file where nginx would look by default, and where it looks for the files of Let's Encrypt.
    for (const folder of ['html', 'acme']) {
      for (const name of ['metrics', '.env', 'main.js.map', 'index.html', 'package.json'])
        await writeForEdge(join(edge.folder, folder, name), SECRET);
    }
    const http2 = await openHttp2(edge);
    for (const path of [...CLOSED, ...DISGUISED]) {
      const answers = [
        await rawRequest(edge.httpsUrl, path),
        await rawRequest(edge.httpsUrl, path, { method: 'POST' }),
        await http2.ask({ ':path': path }),
      ];
      for (const { status, text } of answers) {
        // 400: what is no address at all.
        expect(status, path).toBe(/%00/.test(path) ? 400 : 404);
        expect(text, path).not.toContain(SECRET);
      }
    }
    http2.close();
    expect(heard()).toEqual([]);
  });

  it('says no in the shape of the API, and names no version', async () => {
    const { headers, text } = await rawRequest(edge.httpsUrl, '/metrics');
    const problem = problemSchema.parse(JSON.parse(text));
    expect(problem).toMatchObject({ status: 404, code: 'not_found', title: 'No such address' });
    expect(headers).toMatchObject({
      'content-type': 'application/problem+json',
      'x-request-id': problem.requestId,
      'cache-control': 'no-store',
      'access-control-allow-origin': '*',
      server: 'nginx',
    });
  });

  it('serves the files of Let’s Encrypt without TLS, and no other file', async () => {
    const challenges = join(edge.folder, 'acme/.well-known/acme-challenge');
    await mkdir(challenges, { recursive: true });
    await writeForEdge(join(challenges, 'to-Ken_1'), 'token.thumbprint');
    await writeForEdge(join(challenges, '.env'), SECRET);
    await symlink(join(edge.folder, 'tls/privkey.pem'), join(challenges, 'key'));
    const ask = (path: string) => rawRequest(edge.httpUrl, `/.well-known/acme-challenge/${path}`);
    expect(await ask('to-Ken_1')).toMatchObject({ status: 200, text: 'token.thumbprint' });
    const refused = await Promise.all(['.env', 'key', '', '..%2f..%2f.env', '../../.env'].map(ask));
    expect(refused.map(({ status }) => status)).toEqual([403, 403, 403, 403, 403]);
    expect(refused.map(({ text }) => text).join('')).not.toMatch(/nobody|KEY/);
  });
});
