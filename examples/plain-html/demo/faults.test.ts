import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { Faults } from './faults.ts';

describe('Faults', () => {
  let asked: [path: string | undefined, body: unknown][];
  let status: number;
  let killed: number;
  let nowMs: number;
  let faults: Faults;
  const simulator = createServer(async (request, response) => {
    let body = '';
    for await (const chunk of request) body += chunk;
    asked.push([request.url, JSON.parse(body)]);
    response.writeHead(status).end('{"preimage":"00ff"}');
  });

  beforeAll(async () => {
    simulator.listen(0, '127.0.0.1');
    await once(simulator, 'listening');
  });

  afterAll(() => {
    simulator.closeAllConnections();
    simulator.close();
  });

  beforeEach(() => {
    asked = [];
    status = 200;
    killed = 0;
    nowMs = 1_000_000;
    const kill = () => {
      killed += 1;
    };
    faults = new Faults({
      simulatorUrl: `http://127.0.0.1:${(simulator.address() as AddressInfo).port}`,
      server: { state: 'running', kill },
      lateAfterMs: 0,
      now: () => nowMs,
    });
  });

  it('begins with nothing broken', () => {
    expect(faults.state).toEqual({ isDropping: false, downSeconds: 0, server: 'running' });
  });

  it('drops webhooks until it is told to let them through', async () => {
    await faults.drop(true);
    expect(faults.state.isDropping).toBe(true);
    await faults.drop(false);
    expect(faults.state.isDropping).toBe(false);
    expect(asked).toEqual([
      ['/control/webhooks', { drop: true }],
      ['/control/webhooks', { drop: false }],
    ]);
  });

  it('takes BTCPay down and counts the seconds until it is back', async () => {
    await faults.takeDown(30);
    expect(asked).toEqual([['/control/down', { seconds: 30 }]]);
    expect(faults.state.downSeconds).toBe(30);
    nowMs += 29_001;
    expect(faults.state.downSeconds).toBe(1);
    nowMs += 999;
    expect(faults.state.downSeconds).toBe(0);
  });

  it('brings BTCPay back at once', async () => {
    await faults.takeDown(30);
    await faults.takeDown(0);
    expect(faults.state.downSeconds).toBe(0);
  });

  it('expires an invoice, then pays it', async () => {
    expect(await faults.payLate({ id: 'abc', bolt11: 'lnbcrt1' })).toEqual({ paid: true, preimage: '00ff' });
    expect(asked).toEqual([
      ['/control/expire', { invoiceId: 'abc' }],
      ['/control/pay', { bolt11: 'lnbcrt1', btcpay: 'heard' }],
    ]);
  });

  it('lets no BTCPay hear that is down', async () => {
    await faults.takeDown(30);
    await faults.payLate({ id: 'abc', bolt11: 'lnbcrt1' });
    expect(asked.at(-1)).toEqual(['/control/pay', { bolt11: 'lnbcrt1' }]);
  });

  it('kills the server', () => {
    faults.kill();
    expect(killed).toBe(1);
  });

  it('breaks nothing where the simulator refuses', async () => {
    status = 422;
    await expect(faults.drop(true)).rejects.toThrow('The simulator refused webhooks (422).');
    await expect(faults.takeDown(30)).rejects.toThrow('The simulator refused down (422).');
    expect(faults.state).toMatchObject({ isDropping: false, downSeconds: 0 });
  });
});
