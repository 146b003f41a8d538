import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createSimulator, type Simulator } from '../../simulator/simulator.ts';
import type { WirePayment } from '../../src/http/contract.ts';
import { newKey } from '../acceptance/rig.ts';
import { freePort } from '../process/free-port.ts';
import { type ServerProcess, serverEnv, startServer } from '../process/server-process.ts';
import { dummySecret } from '../required-env.ts';
import { openPage } from './page-stream.ts';
import { type PostgresServer, startPostgres } from './postgres-server.ts';

const STORE_ID = 'store1';
const API_KEY = dummySecret(40, 'k');
type Created = WirePayment & { clientSecret: string };

describe('two server processes on one PostgreSQL', { timeout: 60_000 }, () => {
  let database: PostgresServer;
  let simulator: Simulator;
  let servers: readonly [ServerProcess, ServerProcess];

  beforeAll(async () => {
    const webhookPort = await freePort();
    const permissions = ['cancreateinvoice', 'canviewinvoices'].map(
      (name) => `btcpay.store.${name}:${STORE_ID}`,
    );
    simulator = createSimulator({
      storeId: STORE_ID,
      apiKeys: [{ key: API_KEY, label: 'server', permissions }],
      timeScale: 0.01,
      webhook: { url: `http://127.0.0.1:${webhookPort}/webhooks/btcpay`, secret: 'example-webhook-secret' },
    });
    const url = await simulator.listen(0);
    database = await startPostgres();
    const { DATA_DIR: _, ...env } = serverEnv({ url, apiKey: API_KEY, storeId: STORE_ID }, '');
    const shared = { ...env, DATABASE_URL: await database.createDatabase() };
    // Both at once over an empty database: one migrates, the other waits for it.
    servers = await Promise.all([startServer({ ...shared, PORT: String(webhookPort) }), startServer(shared)]);
  });
  afterAll(async () => {
    for (const server of servers) server.child.kill('SIGKILL');
    await simulator.close();
    await database.remove();
  });

  const create = async ({ url }: ServerProcess): Promise<Created> => {
    const answer = await fetch(`${url}/v1/payments`, {
      method: 'POST',
      headers: { 'Content-Type': 'application/json', 'Idempotency-Key': newKey() },
      body: '{"amount":"50"}',
    });
    expect(answer.status).toBe(201);
    return (await answer.json()) as Created;
  };

  it('tell a page on either of a webhook that the other received, at once', async () => {
    const [receiver, other] = servers;
    for (const [creator, follower] of [
      [receiver, other],
      [other, other],
      [other, receiver],
    ] as const) {
      const payment = await create(creator);
      const page = await openPage(follower.url, payment);
      simulator.pay({ bolt11: payment.invoice?.bolt11 });
      // Long before the 15 s after which each process asks for what it may have missed.
      expect(await page.until('settled')).toBeLessThan(5_000);
    }
    expect(receiver.output()).toContain('webhook_stored');
    expect(other.output()).not.toContain('webhook_stored');
  });

  it('answer the same key with the same payment', async () => {
    const headers = { 'Content-Type': 'application/json', 'Idempotency-Key': newKey() };
    const post = ({ url }: ServerProcess) =>
      fetch(`${url}/v1/payments`, { method: 'POST', headers, body: '{"amount":"50"}' });
    const answers = await Promise.all(servers.map(post));
    expect(answers.map(({ status }) => status)).toContain(201);
    const again = await Promise.all(servers.map(post));
    const ids = await Promise.all(again.map(async (answer) => ((await answer.json()) as Created).id));
    expect([again.map(({ status }) => status), new Set(ids).size]).toEqual([[201, 201], 1]);
  });
});
