import { mkdir } from 'node:fs/promises';
import { PGlite } from '@electric-sql/pglite';
import type { Alerts, Ledger } from '../payments/ports.ts';
import { TIMINGS, type Timings } from '../timings.ts';
import { createLedger, type LedgerConnection } from './ledger.ts';
import { type FolderLock, lockFolder } from './lock-file.ts';
import { migrate } from './migrate.ts';
import { watchWrites } from './watch-writes.ts';

/** Where the embedded PostgreSQL keeps its data. */
export interface PgliteOptions {
  /** Folder, made where it is missing; one process at a time. Absent: in memory, for tests. */
  readonly dataDir?: string;
  /** Without a folder: a data folder as PGlite dumps it, to start from in place of an empty one. */
  readonly snapshot?: Blob;
  /** Folder of the SQL migrations. */
  readonly migrationsDir: string;
  /** Default: those of production. */
  readonly timings?: PgliteTimings;
  /** Hears when writes are refused. Default: nobody. */
  readonly alerts?: Alerts;
}

const NOBODY: Alerts = { raise() {} };

/** See `Timings`. */
type PgliteTimings = Pick<
  Timings,
  'migrationLockMs' | 'ledgerProbeMs' | 'folderLockBeatMs' | 'folderLockStaleMs'
>;

/**
 * Opens the ledger in an embedded PostgreSQL (PGlite), and migrates it.
 *
 * @throws Error when the folder is in use or cannot be used, or holds a schema that this server does not understand.
 * @see https://pglite.dev/docs/api
 */
export async function openPgliteLedger(options: PgliteOptions): Promise<Ledger> {
  const { dataDir, snapshot, timings = TIMINGS } = options;
  if (dataDir === undefined) {
    const db = await PGlite.create(snapshot === undefined ? {} : { loadDataDir: snapshot });
    return openDatabase(db, options, null);
  }
  // The ledger is nobody else's: PGlite itself makes files that all may read.
  await mkdir(dataDir, { recursive: true, mode: 0o700 });
  const lock = await lockFolder(dataDir, timings.folderLockBeatMs, timings.folderLockStaleMs);
  try {
    return await openDatabase(await PGlite.create({ dataDir }), options, lock);
  } catch (error) {
    await lock.release();
    throw error;
  }
}

async function openDatabase(
  db: PGlite,
  { migrationsDir, timings = TIMINGS, alerts = NOBODY }: PgliteOptions,
  lock: FolderLock | null,
): Promise<Ledger> {
  const connection: LedgerConnection = {
    async call(name, args) {
      const { rows } = await db.query<{ result: unknown }>(`select public.${name}($1::jsonb) as result`, [
        JSON.stringify(args),
      ]);
      return rows[0]?.result ?? null;
    },
    async close() {
      await db.close();
      await lock?.release();
    },
  };
  const ledger = createLedger(watchWrites(connection, { alerts, timings }));
  try {
    const target = {
      exec: async (sql: string) => {
        await db.exec(sql);
      },
      names: async (sql: string) => (await db.query<{ name: string }>(sql)).rows.map(({ name }) => name),
    };
    await migrate(target, migrationsDir, timings.migrationLockMs);
    await ledger.check();
    return ledger;
  } catch (error) {
    await ledger.close();
    throw error;
  }
}
