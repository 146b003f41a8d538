import postgres from 'postgres';
import { createSimulator, type Simulator } from '../../../simulator/simulator.ts';
import type { WirePayment } from '../../../src/http/contract.ts';
import { newKey } from '../../acceptance/rig.ts';
import { API_KEY, keysAtBtcpay, STORE_ID } from '../../acceptance/rig-btcpay.ts';
import { type PostgresServer, startPostgres } from '../../homes/postgres-server.ts';
import { freePort } from '../../process/free-port.ts';
import { type Milliseconds, scaledTimings } from '../../process/scaled-environment.ts';
import { type ServerProcess, serverEnv, startServer } from '../../process/server-process.ts';
import { type Edge, startEdge } from './nginx-rig.ts';

/** The one origin that may create payments. */
export const SHOP = 'https://shop.example';

/** Of the servers: deadlines are not for a machine that is busy with tests, and nobody waits 15 s for a heartbeat here. */
const PATIENT = {
  ledgerCallMs: 20_000,
  webhookStoreMs: 20_000,
  limitsCallMs: 10_000,
  streamHeartbeatMs: 200,
};

/** A payment as its page knows it. */
export type Created = WirePayment & { clientSecret: string };

/** A merchant's droplet on loopback: nginx, two servers, one PostgreSQL, and a simulated BTCPay. */
export interface Droplet {
  readonly edge: Edge;
  readonly simulator: Simulator;
  /** As they run now. */
  readonly servers: readonly [ServerProcess, ServerProcess];
  /** Starts each server again that has ended. */
  bothUp(): Promise<void>;
  /** Asks for a payment of $50, through nginx. @param key Its Idempotency-Key. */
  post(key: string): Promise<Response>;
  /** Creates one. */
  create(): Promise<Created>;
  /** How many payments and Idempotency-Keys the ledger has. */
  counts(): Promise<{ readonly payments: number; readonly keys: number }>;
  stop(): Promise<void>;
}

/**
 * Starts it all. Limits of the servers are out of the way: their own tests hold them.
 *
 * @param timings Of the servers, where they are not those of production.
 */
export async function startDroplet(timings: Milliseconds = PATIENT): Promise<Droplet> {
  const database: PostgresServer = await startPostgres();
  const databaseUrl = await database.createDatabase();
  const ports = [await freePort(), await freePort()] as const;
  const [a, b] = ports.map((port) => `http://127.0.0.1:${port}`);
  const edge = await startEdge({ servers: [a ?? '', b ?? ''] });
  const simulator = createSimulator({
    storeId: STORE_ID,
    apiKeys: keysAtBtcpay(),
    timeScale: 0.02,
    webhook: { url: `${edge.httpsUrl}/webhooks/btcpay`, secret: 'example-webhook-secret' },
  });
  const url = await simulator.listen(0);
  const { DATA_DIR: _, ...env } = serverEnv({ url, apiKey: API_KEY, storeId: STORE_ID }, '');
  const start = (port: number) =>
    startServer({
      ...env,
      ...scaledTimings(timings),
      DATABASE_URL: databaseUrl,
      PORT: String(port),
      PUBLIC_URL: edge.httpsUrl,
      ALLOWED_ORIGINS: SHOP,
      TRUSTED_PROXIES: '127.0.0.1',
      RATE_LIMIT: '100000',
      MINT_RATE: '10000',
      STREAMS_PER_CLIENT: '1000',
    });
  const servers = await Promise.all([start(ports[0]), start(ports[1])]);
  const sql = postgres(databaseUrl, { max: 1 });
  const post = (key: string) =>
    fetch(`${edge.httpsUrl}/v1/payments`, {
      method: 'POST',
      headers: { 'Content-Type': 'application/json', 'Idempotency-Key': key, Origin: SHOP },
      body: '{"amount":"50"}',
    });

  return {
    edge,
    simulator,
    servers,
    async bothUp() {
      for (const index of [0, 1] as const) {
        const { exitCode, signalCode } = servers[index].child;
        if (exitCode !== null || signalCode !== null) servers[index] = await start(ports[index]);
      }
    },
    post,
    async create() {
      const answer = await post(newKey());
      if (answer.status !== 201) throw new Error(`${answer.status}: ${await answer.text()}`);
      return (await answer.json()) as Created; // of our own server
    },
    async counts() {
      const [row] = await sql<{ payments: number; keys: number }[]>`
        select (select count(*)::int from lightning_pay.payments) as payments,
          (select count(*)::int from lightning_pay.idempotency_keys) as keys`;
      if (row === undefined) throw new Error('a count is one row');
      return row;
    },
    async stop() {
      await sql.end();
      for (const server of servers) server.child.kill('SIGKILL');
      await edge.end();
      await simulator.close();
      await database.remove();
    },
  };
}
