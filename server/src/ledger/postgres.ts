import postgres from 'postgres';
import type { Alerts, Ledger } from '../payments/ports.ts';
import type { Timings } from '../timings.ts';
import { createConnectionPool, type PooledConnection } from './connection-pool.ts';
import { createLedger } from './ledger.ts';
import { migrate } from './migrate.ts';
import { openDriver } from './postgres-driver.ts';
import { watchWrites } from './watch-writes.ts';

/** A PostgreSQL and how long it may take. */
export interface PostgresOptions {
  readonly databaseUrl: string;
  /** Folder of the SQL migrations. */
  readonly migrationsDir: string;
  readonly timings: Pick<Timings, 'ledgerCallMs' | 'ledgerProbeMs' | 'migrationLockMs'>;
  /** Hears when writes are refused. */
  readonly alerts: Alerts;
}

const CONNECTIONS = 10;
/** What ten connections carry in the time of a deadline, and more. */
const MOST_WAITING = 2_000;

/**
 * Opens the ledger in a PostgreSQL, and migrates it. Each call has an answer or fails as `ledger_unavailable` within
 * `timings.ledgerCallMs`, whether the database is down, silent, or has no connection left.
 *
 * @throws Error when the database cannot be reached or migrated, or its schema does not serve this version.
 */
export async function openPostgresLedger(options: PostgresOptions): Promise<Ledger> {
  await migratePostgres(options);
  const { ledgerCallMs } = options.timings;
  const pool = createConnectionPool({
    open: () => openConnection(options.databaseUrl, ledgerCallMs),
    size: CONNECTIONS,
    mostWaiting: MOST_WAITING,
    callMs: ledgerCallMs,
  });
  const ledger = createLedger(watchWrites(pool, options));
  try {
    await ledger.check();
  } catch (error) {
    await ledger.close();
    throw error;
  }
  return ledger;
}

/**
 * Migrates a PostgreSQL, that of a Supabase project too.
 *
 * @returns Names of the migrations that were applied now.
 */
export async function migratePostgres({
  databaseUrl,
  migrationsDir,
  timings,
}: Omit<PostgresOptions, 'alerts'>): Promise<readonly string[]> {
  const { sql } = openDriver(databaseUrl, {
    applicationName: 'lightning-pay migrate',
    connectMs: timings.migrationLockMs,
    statementMs: 0,
  });
  try {
    const target = {
      exec: async (statements: string) => {
        await sql.unsafe(statements).simple();
      },
      names: async (statement: string) =>
        (await sql.unsafe<{ name: string }[]>(statement)).map(({ name }) => name),
    };
    return await migrate(target, migrationsDir, timings.migrationLockMs);
  } finally {
    await sql.end();
  }
}

function openConnection(databaseUrl: string, callMs: number): PooledConnection {
  const { sql, destroy } = openDriver(databaseUrl, {
    applicationName: 'lightning-pay',
    connectMs: callMs,
    statementMs: callMs,
  });
  return {
    async call(name, args) {
      // Sent as text: as jsonb the package would encode it a second time.
      const [row] = await sql.unsafe<{ result: unknown }[]>(
        `select public.${name}($1::text::jsonb) as result`,
        [JSON.stringify(args)],
        { prepare: true },
      );
      return row?.result ?? null;
    },
    // After an error of the statement itself the connection goes on; class 57 with P is the server going away.
    outlives: (error) => error instanceof postgres.PostgresError && !/^(57P|08)/.test(error.code),
    destroy,
    end: () => sql.end({ timeout: callMs / 1_000 }),
  };
}
