import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { openPostgresLedger } from '../../src/ledger/postgres.ts';
import type { Message } from '../../src/payments/outgoing.ts';
import type { Ledger } from '../../src/payments/ports.ts';
import { TIMINGS } from '../../src/timings.ts';
import { expectInvariants } from '../acceptance/invariants.ts';
import { type MerchantEndpoint, startMerchantEndpoint } from '../acceptance/merchant-endpoint.ts';
import { WEBHOOK_SECRET } from '../acceptance/selling.ts';
import { recordWaiting, settling } from '../fakes/ledger-rows.ts';
import { recordingAlerts } from '../fakes/recording-alerts.ts';
import { migrationsDir } from './migrations-dir.ts';
import { type PostgresServer, startPostgres } from './postgres-server.ts';

/** 60 s are 8. */
const LEASE_MS = 8_000;
const MESSAGES = 60;

describe('two dispatchers, processes of their own, over one PostgreSQL', { timeout: 60_000 }, () => {
  let server: PostgresServer;
  let ledger: Ledger;
  let endpoint: MerchantEndpoint;
  let dispatchers: ReadonlyMap<string, ChildProcess>;

  beforeAll(async () => {
    server = await startPostgres();
    const databaseUrl = await server.createDatabase();
    ledger = await openPostgresLedger({
      databaseUrl,
      migrationsDir,
      // All payments are written at once, on a busy machine too.
      timings: { ...TIMINGS, ledgerCallMs: 20_000 },
      alerts: recordingAlerts(),
    });
    endpoint = await startMerchantEndpoint();
    // Each by a path of its own, to be told apart.
    const started = ['one', 'other'].map(async (name) => {
      const url = new URL(`/${name}`, endpoint.url);
      return [url.pathname, await startDispatcher(databaseUrl, url.href)] as const;
    });
    dispatchers = new Map(await Promise.all(started));
  });
  afterAll(async () => {
    for (const child of dispatchers.values()) child.kill('SIGKILL');
    await endpoint.close();
    await ledger.close();
    await server.remove();
  });

  /** Settles a payment at this moment: its message is due at once. */
  async function settle(): Promise<string> {
    const change = settling(await recordWaiting(ledger));
    const outbox = change.outbox.map((event) => ({ ...event, atMs: Date.now() }));
    await ledger.saveChange({ ...change, outbox });
    return change.payment.id;
  }
  const messageOf = async (id: string): Promise<Message | undefined> =>
    (await ledger.getHistory(id))?.outbox[0];

  it('F36 no row in flight twice; one killed mid-send: the row is resent after its lease, under the same id', async () => {
    const open = new Set<string>();
    const twice: string[] = [];
    const both = Promise.withResolvers<void>();
    endpoint.reply = async ({ id }) => {
      if (open.has(id)) twice.push(id);
      open.add(id);
      // One of them sends a few at once only: the rest is for the other, which takes it while these are in flight.
      if (new Set(endpoint.heard.map(({ path }) => path)).size === dispatchers.size) both.resolve();
      await both.promise;
      open.delete(id);
      return { status: 204 };
    };
    await Promise.all(Array.from({ length: MESSAGES }, settle));
    await vi.waitFor(
      async () =>
        expect(await ledger.listMessages({ limit: 100, state: 'delivered' })).toHaveLength(MESSAGES),
      { timeout: 30_000 },
    );
    expect(twice).toEqual([]);
    expect(new Set(endpoint.heard.map(({ id }) => id)).size).toBe(MESSAGES);
    expect(endpoint.heard, 'each once').toHaveLength(MESSAGES);

    endpoint.reply = () => 'hang';
    const last = await settle();
    await vi.waitFor(() => expect(endpoint.hanging).toBe(1), { timeout: 10_000 });
    const killed = endpoint.heard.at(-1);
    const leaseUntilMs = (await messageOf(last))?.nextAttemptMs ?? Number.NaN;
    endpoint.reply = () => ({ status: 204 });
    const child = dispatchers.get(killed?.path ?? '');
    child?.kill('SIGKILL');
    await vi.waitFor(async () => expect((await messageOf(last))?.state).toBe('delivered'), {
      timeout: 30_000,
    });
    const again = endpoint.heard.slice(MESSAGES + 1);
    expect(again.map(({ id }) => id)).toEqual([killed?.id]);
    expect(again[0]?.path, 'by the other one').not.toBe(killed?.path);
    expect(again[0]?.atMs).toBeGreaterThanOrEqual(leaseUntilMs);
    expect((await messageOf(last))?.attempts, 'the other try died unheard').toHaveLength(1);
    await expectInvariants(ledger);
  });
});

async function startDispatcher(databaseUrl: string, url: string): Promise<ChildProcess> {
  const program = join(import.meta.dirname, 'dispatcher.ts');
  const child = spawn(process.execPath, [program, databaseUrl, url, WEBHOOK_SECRET, String(LEASE_MS)], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  process.once('exit', () => child.kill('SIGKILL'));
  await once(child.stdout, 'data');
  return child;
}
