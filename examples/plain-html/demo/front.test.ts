import { once } from 'node:events';
import { mkdtempSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { Faults } from './faults.ts';
import { createSite, type Front, listen } from './front.ts';
import { LedgerView } from './ledger-view.ts';
import { OrderBook } from './order-book.ts';
import { PageFiles } from './page-files.ts';

describe('listen', () => {
  it('answers 503 until there is something to serve', async () => {
    const front = await listen(0, null);
    const before = await fetch(`http://127.0.0.1:${front.port}/`);
    front.serve((_request, response) => response.end('here'));
    const after = await fetch(`http://127.0.0.1:${front.port}/`);
    await front.close();
    expect([before.status, before.headers.get('retry-after')]).toEqual([503, '1']);
    expect(await after.text()).toBe('here');
  });

  it('can be reached as localhost', async () => {
    const front = await listen(0, null);
    front.serve((_request, response) => response.end());
    const { status } = await fetch(`http://localhost:${front.port}/`);
    await front.close();
    expect(status).toBe(200);
  });

  it('rejects where the port is taken', async () => {
    const front = await listen(0, null);
    await expect(listen(front.port, null)).rejects.toMatchObject({ code: 'EADDRINUSE' });
    await front.close();
  });
});

describe('createSite', () => {
  const server = createServer((request, response) => {
    if (request.url?.startsWith('/v1/merchant/') && !isLedgerThere) request.socket.destroy();
    else if (request.url?.startsWith('/v1/merchant/')) response.end('{"items":[],"nextCursor":null}');
    else response.end(`server ${request.method} ${request.url}`);
  });
  const paid: unknown[] = [];
  let isLedgerThere = true;
  let front: Front;
  let url: string;

  beforeAll(async () => {
    const folder = mkdtempSync(join(tmpdir(), 'site-'));
    writeFileSync(join(folder, 'index.html'), '<lightning-pay order-id="{{order-id}}"></lightning-pay>');
    writeFileSync(join(folder, 'shop.js'), '1;');
    writeFileSync(join(folder, 'orders.json'), '[]');
    server.listen(0, '127.0.0.1');
    await once(server, 'listening');
    const serverUrl = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
    front = await listen(0, null);
    front.serve(
      createSite(serverUrl, {
        files: new PageFiles(folder, 'merchant-key-of-a-test'),
        orders: new OrderBook(join(folder, 'orders.json')),
        ledger: new LedgerView({ serverUrl, readKey: 'read-key' }),
        faults: new Faults({ simulatorUrl: serverUrl, server: { state: 'running', kill: () => {} } }),
        invoiceOf: async () => null,
        pay: async (bolt11, options) => {
          paid.push({ bolt11, ...options });
          return { paid: true, preimage: null };
        },
      }),
    );
    url = `http://127.0.0.1:${front.port}`;
  });

  afterAll(async () => {
    await front.close();
    server.closeAllConnections();
    server.close();
  });

  const visit = async (cookie = '') => {
    const answer = await fetch(`${url}/`, { headers: { cookie } });
    const order = /order-id="(A-\d{6})"/.exec(await answer.text())?.[1];
    return { order, cookie: answer.headers.get('set-cookie')?.split(';')[0] ?? '', answer };
  };

  it('gives each new customer an order, and the same one at the next visit', async () => {
    const first = await visit();
    const again = await visit(first.cookie);
    const other = await visit();
    expect(first.order).toMatch(/^A-\d{6}$/);
    expect(again.order).toBe(first.order);
    expect(other.order).not.toBe(first.order);
  });

  it('gives a new order where the cookie names none of its own', async () => {
    expect((await visit('demo_order=A-000000')).order).not.toBe('A-000000');
  });

  it('starts a new order when it is asked to', async () => {
    const { cookie, order } = await visit();
    const answer = await fetch(`${url}/demo/orders`, {
      method: 'POST',
      headers: { cookie },
      redirect: 'manual',
    });
    expect([answer.status, answer.headers.get('location')]).toEqual([303, '/']);
    expect(answer.headers.get('set-cookie')).not.toContain(order);
  });

  it('lets the page run its own scripts only', async () => {
    const { answer } = await visit();
    expect(answer.headers.get('content-security-policy')).toContain("script-src 'self';");
    expect(answer.headers.get('content-security-policy')).toContain("require-trusted-types-for 'script'");
  });

  it('tells the state of the customer’s own order', async () => {
    const { cookie, order } = await visit();
    const state = await fetch(`${url}/demo/state`, { headers: { cookie } });
    expect(await state.json()).toEqual({
      order: expect.objectContaining({ id: order, amount: '50.00', verdict: { state: 'unpaid' } }),
      payments: [],
      faults: { isDropping: false, downSeconds: 0, server: 'running' },
    });
  });

  it('tells what is broken also while the ledger does not answer', async () => {
    isLedgerThere = false;
    const state = await fetch(`${url}/demo/state`);
    isLedgerThere = true;
    expect(await state.json()).toEqual({
      order: null,
      payments: null,
      faults: { isDropping: false, downSeconds: 0, server: 'running' },
    });
  });

  it('serves the files of the page and nothing beside them', async () => {
    const file = await fetch(`${url}/shop/shop.js`);
    expect([file.status, file.headers.get('content-type')]).toEqual([200, 'text/javascript; charset=utf-8']);
    for (const path of ['/shop/orders.json', '/shop/index.html', '/shop/..%2fpackage.json', '/shop/']) {
      expect((await fetch(url + path)).status).toBe(404);
    }
  });

  it('pays the invoice that it is given', async () => {
    const headers = { 'content-type': 'application/json' };
    const answer = await fetch(`${url}/demo/pay`, {
      method: 'POST',
      headers,
      body: '{"bolt11":"lnbcrt1abc"}',
    });
    expect([answer.status, await answer.json()]).toEqual([200, { paid: true, preimage: null }]);
    expect(paid.at(-1)).toEqual({ bolt11: 'lnbcrt1abc' });
  });

  it('pays a part where it is told how much', async () => {
    const headers = { 'content-type': 'application/json' };
    const body = '{"bolt11":"lnbcrt1abc","sats":5}';
    expect((await fetch(`${url}/demo/pay`, { method: 'POST', headers, body })).status).toBe(200);
    expect(paid.at(-1)).toEqual({ bolt11: 'lnbcrt1abc', sats: 5 });
  });

  it('breaks the demo where it is told to', async () => {
    const headers = { 'content-type': 'application/json' };
    const answer = await fetch(`${url}/demo/kill`, { method: 'POST', headers, body: '{}' });
    expect(await answer.json()).toMatchObject({ server: 'running' });
  });

  it.each([
    ['a form, which any site could send', 'text/plain', '{"bolt11":"lnbcrt1abc"}'],
    ['what is no JSON', 'application/json', '{'],
    ['what is no invoice', 'application/json', '{"bolt11":"http://example.com"}'],
    ['null', 'application/json', 'null'],
    ['a part of a satoshi', 'application/json', '{"bolt11":"lnbcrt1abc","sats":0.5}'],
    ['no satoshi', 'application/json', '{"bolt11":"lnbcrt1abc","sats":0}'],
  ])('pays nothing for %s', async (_name, type, body) => {
    const before = paid.length;
    const answer = await fetch(`${url}/demo/pay`, {
      method: 'POST',
      headers: { 'content-type': type },
      body,
    });
    expect(answer.status).toBe(400);
    expect(paid).toHaveLength(before);
  });

  it('passes everything else on to the server', async () => {
    for (const path of ['/lightning-pay.js', '/v1/config', '/readyz', '/pay?amount=50']) {
      expect(await (await fetch(url + path)).text()).toBe(`server GET ${path}`);
    }
  });
});
