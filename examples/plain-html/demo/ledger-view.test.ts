import { once } from 'node:events';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { LedgerView } from './ledger-view.ts';

const payment = {
  id: 'pay_1',
  reference: 'LP-0000-0001',
  status: 'new',
  flags: [],
  version: 1,
  pricedBy: 'open',
  amount: '50.00',
  currency: 'USD',
  paidSats: 0,
  invoice: { bolt11: 'lnbcrt1', amountSats: 77_650 },
  orderId: 'A-100000',
  paymentHash: null,
  createdAt: '2026-01-01T00:00:00Z',
  settledAt: null,
  email: 'somebody@example.com',
};

let server: Server;
let view: LedgerView;
let asked: string[];
let answer: (path: string) => unknown;

beforeEach(async () => {
  asked = [];
  answer = (path) =>
    path.includes('?')
      ? { items: [payment], nextCursor: null }
      : { ...payment, events: [{ type: 'created', at: '2026-01-01T00:00:00Z', version: 1, cause: 'x' }] };
  server = createServer((request, response) => {
    asked.push(request.url ?? '');
    const isAllowed = request.headers.authorization === 'Bearer read-key';
    response.writeHead(isAllowed ? 200 : 401).end(JSON.stringify(answer(request.url ?? '')));
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  const serverUrl = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  view = new LedgerView({ serverUrl, readKey: 'read-key' });
});

afterEach(() => {
  server.closeAllConnections();
  server.close();
});

describe('LedgerView', () => {
  it('gives payments with their history, and nothing that the page has no need of', async () => {
    const { email: _personal, ...shown } = payment;
    expect(await view.newest(8)).toEqual([
      { ...shown, events: [{ type: 'created', at: '2026-01-01T00:00:00Z', version: 1 }] },
    ]);
    expect(asked).toEqual(['/v1/merchant/payments?limit=8', '/v1/merchant/payments/pay_1']);
  });

  it('reads a history again only when its payment has a new version', async () => {
    await view.newest(8);
    await view.newest(8);
    expect(asked.filter((path) => path.endsWith('/pay_1'))).toHaveLength(1);
    const before = answer;
    answer = (path) => (path.includes('?') ? { items: [{ ...payment, version: 2 }] } : before(path));
    await view.newest(8);
    expect(asked.filter((path) => path.endsWith('/pay_1'))).toHaveLength(2);
  });

  it('asks for the payments of one order', async () => {
    expect(await view.ofOrder('A-100000')).toHaveLength(1);
    expect(asked).toEqual(['/v1/merchant/payments?limit=100&orderId=A-100000']);
  });

  it('gives the newest invoice of a payment, for BTCPay alone', async () => {
    const invoices = [
      { id: 'old', bolt11: 'lnbcrt1' },
      { id: 'new', bolt11: 'lnbcrt2', amountSats: 5 },
    ];
    answer = () => ({ ...payment, invoices });
    expect(await view.newestInvoice('pay_1')).toEqual({ id: 'new', bolt11: 'lnbcrt2' });
    answer = () => ({ ...payment, invoices: [] });
    expect(await view.newestInvoice('pay_1')).toBeNull();
  });

  it('rejects when the server refuses it', async () => {
    const { port } = server.address() as AddressInfo;
    const stranger = new LedgerView({ serverUrl: `http://127.0.0.1:${port}`, readKey: 'other' });
    await expect(stranger.newest(8)).rejects.toThrow('The ledger answered 401.');
  });

  it.each([
    ['no list', {}],
    ['a row that is no payment', { items: [null] }],
    ['an amount that is a number', { items: [{ ...payment, amount: 50 }] }],
    ['a version that is a fraction', { items: [{ ...payment, version: 1.5 }] }],
  ])('rejects an answer with %s', async (_name, body) => {
    answer = () => body;
    await expect(view.newest(8)).rejects.toThrow(TypeError);
  });
});
