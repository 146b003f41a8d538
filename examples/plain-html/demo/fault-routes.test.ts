import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { faultRoutes } from './fault-routes.ts';
import type { Faults } from './faults.ts';

describe('faultRoutes', () => {
  let done: unknown[];
  const faults: Pick<Faults, 'state' | 'drop' | 'takeDown' | 'kill' | 'payLate'> = {
    state: { isDropping: true, downSeconds: 7, server: 'starting' },
    drop: async (isDropping) => void done.push(['drop', isDropping]),
    takeDown: async (seconds) => void done.push(['down', seconds]),
    kill: () => void done.push(['kill']),
    payLate: async (invoice) => {
      done.push(['late', invoice]);
      return { paid: true, preimage: null };
    },
  };
  const routes = faultRoutes({
    faults,
    invoiceOf: async (id) => (id === 'pay_1' ? { id: 'btcpay-1', bolt11: 'lnbcrt1' } : null),
  });
  const server = createServer((request, response) => {
    routes.get(`${request.method} ${request.url}`)?.(request, response);
  });

  beforeAll(async () => {
    server.listen(0, '127.0.0.1');
    await once(server, 'listening');
  });

  beforeEach(() => {
    done = [];
  });

  afterAll(() => {
    server.closeAllConnections();
    server.close();
  });

  const send = async (name: string, body: string, type = 'application/json') => {
    const { port } = server.address() as AddressInfo;
    const headers = { 'content-type': type };
    const answer = await fetch(`http://127.0.0.1:${port}/demo/${name}`, { method: 'POST', headers, body });
    return [answer.status, await answer.json()];
  };

  it.each([
    ['drop', '{"drop":false}', ['drop', false]],
    ['down', '{"seconds":30}', ['down', 30]],
    ['down', '{"seconds":0}', ['down', 0]],
    ['kill', '{}', ['kill']],
  ])('%s %s is done, and the state told', async (name, body, expected) => {
    expect(await send(name, body)).toEqual([200, faults.state]);
    expect(done).toEqual([expected]);
  });

  it('late pays the newest invoice of the payment', async () => {
    expect(await send('late', '{"paymentId":"pay_1"}')).toEqual([200, { paid: true, preimage: null }]);
    expect(done).toEqual([['late', { id: 'btcpay-1', bolt11: 'lnbcrt1' }]]);
  });

  it.each([
    ['a form, which any site could send', 'kill', '{}', 'text/plain'],
    ['what is no JSON', 'kill', '{', 'application/json'],
    ['null', 'kill', 'null', 'application/json'],
    ['a switch that is no boolean', 'drop', '{"drop":1}', 'application/json'],
    ['seconds that are no number', 'down', '{"seconds":"30"}', 'application/json'],
    ['seconds below none', 'down', '{"seconds":-1}', 'application/json'],
    ['more than a minute', 'down', '{"seconds":61}', 'application/json'],
    ['a payment without an invoice', 'late', '{"paymentId":"pay_2"}', 'application/json'],
    ['no payment', 'late', '{}', 'application/json'],
  ])('nothing is done for %s', async (_what, name, body, type) => {
    expect(await send(name, body, type)).toEqual([400, { status: 'not understood' }]);
    expect(done).toEqual([]);
  });
});
