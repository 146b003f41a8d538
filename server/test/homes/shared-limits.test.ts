import postgres from 'postgres';
import { afterAll, beforeAll, describe, expect, it, onTestFinished, vi } from 'vitest';
import { openLedger } from '../../src/ledger/open-ledger.ts';
import { openSharedLimits } from '../../src/ledger/shared-limits.ts';
import { parseMoney } from '../../src/payments/money.ts';
import type { SharedLimits } from '../../src/payments/ports.ts';
import { TIMINGS } from '../../src/timings.ts';
import { crowd, few, from, QUICK_LEDGER, tally, times } from '../acceptance/crowd.ts';
import { PRICING, signed } from '../acceptance/pricing.ts';
import { NO_SWEEP, type Rig, type RigOptions, startRig } from '../acceptance/rig.ts';
import { type RecordingCounters, recordingCounters } from '../fakes/recording-counters.ts';
import { dummySecret } from '../required-env.ts';
import { migrationsDir } from './migrations-dir.ts';
import { type PostgresServer, startPostgres } from './postgres-server.ts';
import { startTcpProxy } from './tcp-proxy.ts';

/** The deadline is for databases that fail, not for a machine that is busy with tests. */
const PATIENT = { ...TIMINGS, limitsCallMs: 5_000, limitsRetryMs: 50 };
const LONG_WINDOWS = { mintWindowMs: 600_000 };
/** Deadlines where the database falls silent. */
const IMPATIENT = { ...PATIENT, limitsCallMs: 200, limitsConnectMs: 1_000 };

let database: PostgresServer;
beforeAll(async () => {
  database = await startPostgres();
}, 60_000);
afterAll(() => database.remove());

/** An empty ledger's database. */
async function migrated(): Promise<string> {
  const databaseUrl = await database.createDatabase();
  const counters = recordingCounters();
  const alerts = { raise() {} };
  const home = { kind: 'postgres', databaseUrl } as const;
  const { ledger } = await openLedger(home, { migrationsDir, alerts, counters, timings: PATIENT });
  await ledger.close();
  return databaseUrl;
}

/** The limits as one process opens them. */
async function limitsOn(
  databaseUrl: string,
  counters: RecordingCounters = recordingCounters(),
  timings = PATIENT,
): Promise<SharedLimits> {
  const home = { kind: 'postgres', databaseUrl } as const;
  const limits = await openSharedLimits(home, { secret: dummySecret(32, 'a'), counters, timings });
  if (limits === null) throw new Error('PostgreSQL is shared');
  onTestFinished(() => limits.close());
  return limits;
}

/** A server that shares its limits over this database. */
async function serverOn(sharedLimits: SharedLimits, options: RigOptions): Promise<Rig> {
  const rig = await startRig({
    ...options,
    timings: { ...NO_SWEEP, ...LONG_WINDOWS, ledgerCallMs: 5_000 },
    wrap: (ports) => ({ ...ports, sharedLimits: { ...sharedLimits, close: async () => {} } }),
  });
  onTestFinished(() => rig.stop());
  return rig;
}

async function two<T>(make: () => Promise<T>): Promise<readonly [T, T]> {
  return [await make(), await make()];
}

/** Creations from everywhere, in turns at either server. */
const attack = (servers: readonly [Rig, Rig], count: number) =>
  crowd(times(count, Number), (i) =>
    servers[i % 2 === 0 ? 0 : 1].create({ amount: '20' }, from(`198.51.100.${i % 200}`)),
  );

describe('limits of two servers on one PostgreSQL', { timeout: 60_000 }, () => {
  it('hold for both together under 400 hostile creations, and a fifth is kept for products and requests', async () => {
    const databaseUrl = await migrated();
    const { settings } = few({ mintRate: 50 });
    const servers = await two(async () =>
      serverOn(await limitsOn(databaseUrl), {
        settings: { ...settings, ...PRICING },
        ledger: (home) => openLedger({ kind: 'postgres', databaseUrl }, home),
      }),
    );
    const [first, second] = servers;
    expect(await tally(await attack(servers, 400))).toEqual({ 201: 40, 429: 360 });
    const price = parseMoney('25', 'USD');
    await first.ledger.putProduct({ id: 'mug', title: 'A mug', price, active: true });
    const buyers = await crowd(times(16, Number), (i) =>
      i % 2 === 0
        ? first.create({ product: 'mug' }, from(`192.0.2.${i}`))
        : second.create({ request: signed() }, from(`192.0.2.${i}`)),
    );
    expect(await tally(buyers)).toEqual({ 201: 10, 429: 6 });
    const invoices = await Promise.all(servers.map((server) => server.btcpayInvoices()));
    expect(invoices.flat()).toHaveLength(50);
  });

  it('hold one client at both, count a repetition nowhere, and leave no address in the database', async () => {
    const databaseUrl = await migrated();
    const servers = await two(async () =>
      serverOn(await limitsOn(databaseUrl), {
        ...few({ rateLimit: 30 }),
        ledger: (home) => openLedger({ kind: 'postgres', databaseUrl }, home),
      }),
    );
    const client = from('203.0.113.7');
    const again = { ...client, 'Idempotency-Key': 'k'.repeat(22) };
    for (const server of [...servers, ...servers])
      expect((await server.create(undefined, again)).status).toBe(201);
    const answers = await crowd(times(60, Number), (i) =>
      servers[i % 2 === 0 ? 0 : 1].create(undefined, client),
    );
    expect(await tally(answers)).toEqual({ 201: 29, 429: 31 });

    const sql = postgres(databaseUrl, { max: 1 });
    onTestFinished(() => sql.end());
    const rows =
      await sql`select xmin::text, key, points from lightning_pay.rate_limits where key like 'client:%'`;
    expect(rows).toMatchObject([{ points: 30 }]);
    expect(rows[0]?.['key']).not.toContain('203.0.113');
    // Who is known to be refused costs no statement.
    expect(await tally(await crowd(times(50, Number), () => servers[0].create(undefined, client)))).toEqual({
      429: 50,
    });
    expect(
      await sql`select xmin::text, key, points from lightning_pay.rate_limits where key like 'client:%'`,
    ).toEqual(rows);
  });

  it('go on in each process when the database falls silent, hold up no other route, and are shared again', async () => {
    const direct = await migrated();
    const proxy = await startTcpProxy(direct);
    onTestFinished(() => proxy.close());
    const counters = recordingCounters();
    const limits = await limitsOn(proxy.url(direct), counters, IMPATIENT);
    const rig = await serverOn(limits, { ...few({ rateLimit: 5 }), ...QUICK_LEDGER });
    const create = (address: string, count: number) =>
      crowd(times(count, Number), () => rig.create(undefined, from(address)));
    const [payment] = await Promise.all([rig.createPayment(), create('192.0.2.1', 1)]);

    proxy.silence('');
    const pending = create('192.0.2.2', 20);
    expect((await rig.payment(payment)).status).toBe('new');
    expect(await tally(await pending)).toEqual({ 201: 5, 429: 15 });
    expect(counters.count('limits_not_shared')).toBe(1);

    proxy.heal();
    const sql = postgres(direct, { max: 1 });
    onTestFinished(() => sql.end());
    await vi.waitFor(
      async () => {
        await create('192.0.2.3', 1);
        const rows = await sql`select from lightning_pay.rate_limits where key like 'client:%'`;
        expect(rows.count, 'beside those of before').toBe(3);
      },
      { timeout: 10_000 },
    );
  });
});

describe('openSharedLimits', { timeout: 60_000 }, () => {
  const options = { secret: dummySecret(32, 'a'), counters: recordingCounters(), timings: PATIENT };

  it('shares nothing where there is one process, or no database to share', async () => {
    const supabase = {
      kind: 'supabase',
      url: 'http://127.0.0.1:1',
      secretKey: 'k',
      databaseUrl: null,
    } as const;
    expect(await openSharedLimits({ kind: 'pglite', dataDir: 'x' }, options)).toBeNull();
    expect(await openSharedLimits(supabase, options)).toBeNull();
  });

  it('limits by itself on a database without the table, and says so once', async () => {
    const counters = recordingCounters();
    const limits = await limitsOn(await database.createDatabase(), counters);
    const limiter = limits.limiter('client', 1, 600_000);
    expect(await limiter.take('a')).toBe(0);
    expect(await limiter.take('a')).toBeGreaterThan(599_000);
    await limiter.giveBack('a');
    expect(await limiter.take('a')).toBe(0);
    expect(counters.count('limits_not_shared')).toBe(1);
  });

  it('gives each key its turns, a turn that was given back again, and all when the window is over', async () => {
    const databaseUrl = await migrated();
    const fresh = async () => (await limitsOn(databaseUrl)).limiter('mint', 2, 600_000);
    const [here, there] = await two(fresh);
    expect([await here.take('a'), await there.take('a')]).toEqual([0, 0]);
    expect(here.knownWaitMs('a'), 'this one does not know of the other').toBe(0);
    await there.giveBack('a');
    expect(await here.take('a')).toBe(0);
    expect(await there.take('a')).toBeGreaterThan(0);
    expect(there.knownWaitMs('a')).toBeGreaterThan(500_000);

    const sql = postgres(databaseUrl, { max: 1 });
    onTestFinished(() => sql.end());
    await sql`update lightning_pay.rate_limits set expire = 1`;
    const later = await fresh();
    await here.giveBack('a');
    expect([await later.take('a'), await later.take('a')], 'too late is no turn more').toEqual([0, 0]);
    expect(await later.take('a')).toBeGreaterThan(0);
  });

  it('forgets windows that are over, and no other', async () => {
    const databaseUrl = await migrated();
    const limits = await limitsOn(databaseUrl);
    await limits.limiter('mint', 2, 1_000).take('a');
    await limits.limiter('client', 2, 600_000).take('a');
    await limits.prune(Date.now() + 2_000);
    const sql = postgres(databaseUrl, { max: 1 });
    onTestFinished(() => sql.end());
    const rows = await sql<{ key: string }[]>`select key from lightning_pay.rate_limits`;
    expect(rows.map(({ key }) => key.split(':')[0])).toEqual(['client']);
  });
});
