import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { createSimulator, type Simulator } from '../../simulator/simulator.ts';
import type { WirePayment } from '../../src/http/contract.ts';
import { newKey } from '../acceptance/rig.ts';
import { dummySecret } from '../required-env.ts';
import { freePort } from './free-port.ts';
import { type ServerProcess, serverEnv, startServer } from './server-process.ts';

const STORE_ID = 'store1';
const API_KEY = dummySecret(40, 'k');
const READ_KEY = dummySecret(32, 'r');

/** Two of these tests start the server anew, and with it an embedded PostgreSQL. */
const RESTARTS = { timeout: 30_000 };

type Created = WirePayment & { clientSecret: string };

describe('the process, started by hand', () => {
  let dataDir: string;
  let simulator: Simulator;
  let env: Record<string, string>;
  let server: ServerProcess;

  beforeAll(async () => {
    dataDir = await mkdtemp(join(tmpdir(), 'lightning-pay-'));
    const port = await freePort();
    const permissions = ['cancreateinvoice', 'canviewinvoices'].map(
      (name) => `btcpay.store.${name}:${STORE_ID}`,
    );
    simulator = createSimulator({
      storeId: STORE_ID,
      apiKeys: [{ key: API_KEY, label: 'server', permissions }],
      timeScale: 0.01,
      webhook: { url: `http://127.0.0.1:${port}/webhooks/btcpay`, secret: 'example-webhook-secret' },
    });
    const url = await simulator.listen(0);
    env = {
      ...serverEnv({ url, apiKey: API_KEY, storeId: STORE_ID }, dataDir),
      PORT: String(port),
      MERCHANT_READ_KEY: READ_KEY,
    };
    server = await startServer(env);
  });
  afterAll(async () => {
    server.child.kill('SIGKILL');
    await simulator.close();
    await rm(dataDir, { recursive: true });
  });

  const create = async (): Promise<Created> => {
    const answer = await fetch(`${server.url}/v1/payments`, {
      method: 'POST',
      headers: { 'Content-Type': 'application/json', 'Idempotency-Key': newKey() },
      body: '{"amount":"50"}',
    });
    expect(answer.status).toBe(201);
    return (await answer.json()) as Created;
  };
  const follow = (payment: Created) =>
    fetch(`${server.url}/v1/payments/${payment.id}/events`, {
      headers: { Authorization: `Bearer ${payment.clientSecret}` },
    });
  const read = async (payment: Created) => {
    const headers = { Authorization: `Bearer ${payment.clientSecret}` };
    return (await (
      await fetch(`${server.url}/v1/payments/${payment.id}`, { headers })
    ).json()) as WirePayment;
  };
  const settledRows = async (payment: Created) => {
    const headers = { Authorization: `Bearer ${READ_KEY}` };
    const answer = await fetch(`${server.url}/v1/merchant/payments/${payment.id}`, { headers });
    const { events } = (await answer.json()) as { events: { type: string }[] };
    return events.filter(({ type }) => type === 'settled').length;
  };

  it('takes a payment from creation over BTCPay and its webhook to the stream, which then ends', async () => {
    const payment = await create();
    const stream = await follow(payment);
    simulator.pay({ bolt11: payment.invoice?.bolt11 });
    const told = await stream.text();
    expect(told).toMatch(/^retry: 1000\n\nevent: payment\nid: 2\ndata: \{.*"status":"new"/);
    expect(told).toContain('"status":"settled"');
    expect(await settledRows(payment)).toBe(1);
  });

  it(
    'F10 killed after webhooks were stored and before their effect: the ledger is kept, on restart the effect happens once',
    RESTARTS,
    async () => {
      const paid = await create();
      simulator.pay({ bolt11: paid.invoice?.bolt11 });
      await vi.waitFor(async () => expect((await read(paid)).status).toBe('settled'), { timeout: 10_000 });

      // BTCPay does not answer while the webhooks come in: they are stored, and nothing more.
      const stored = await create();
      simulator.slow({ ms: 0, lose: true });
      const before = server.output().length;
      simulator.pay({ bolt11: stored.invoice?.bolt11 });
      await vi.waitFor(
        () =>
          expect(
            server
              .output()
              .slice(before)
              .match(/"webhook_stored"/g),
          ).toHaveLength(4),
        { timeout: 10_000 },
      );
      expect(await server.end('SIGKILL')).toMatchObject({ signal: 'SIGKILL' });
      simulator.slow({ ms: 0 });
      server = await startServer(env);
      expect((await read(paid)).status).toBe('settled');
      await vi.waitFor(async () => expect((await read(stored)).status).toBe('settled'), { timeout: 10_000 });
      expect(await settledRows(stored)).toBe(1);
    },
  );

  it('serves the hosted page with its style and script', async () => {
    const html = await (await fetch(`${server.url}/pay?amount=50`)).text();
    const paths = [...html.matchAll(/(?:href|src)="(\/hosted\/[^"]+)"/g)].map(([, path]) => path ?? '');
    expect(paths).toHaveLength(3);
    for (const path of paths) expect((await fetch(server.url + path)).status, path).toBe(200);
  });

  it('ends on SIGTERM: streams get a hint to come back, and the process ends with 0', RESTARTS, async () => {
    const payment = await create();
    const stream = await follow(payment);
    const ended = await server.end('SIGTERM');
    expect(ended.code).toBe(0);
    const told = await stream.text();
    const hints = [...told.matchAll(/^retry: (\d+)$/gm)].map(([, ms]) => Number(ms));
    expect(hints).toHaveLength(2);
    expect(hints[1]).toBeGreaterThanOrEqual(1_000);
    expect(hints[1]).toBeLessThanOrEqual(15_000);
    for (const line of ended.stdout.trim().split('\n'))
      expect(() => JSON.parse(line) as unknown).not.toThrow();
    server = await startServer(env);
    expect((await read(payment)).status).toBe('new');
  });
});
