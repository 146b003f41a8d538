import { mkdir } from 'node:fs/promises';
import { PGlite } from '@electric-sql/pglite';
import type { Ledger } from '../payments/ports.ts';
import { TIMINGS, type Timings } from '../timings.ts';
import { createLedger } from './ledger.ts';
import { type FolderLock, lockFolder } from './lock-file.ts';
import { migrate } from './migrate.ts';

/** Where the embedded PostgreSQL keeps its data. */
export interface PgliteOptions {
  /** Folder, made where it is missing; one process at a time. Absent: in memory, for tests. */
  readonly dataDir?: string;
  /** Folder of the SQL migrations. */
  readonly migrationsDir: string;
  /** Default: those of production. */
  readonly timings?: PgliteTimings;
}

/** See `Timings`. */
type PgliteTimings = Pick<Timings, 'migrationLockMs' | 'folderLockBeatMs' | 'folderLockStaleMs'>;

/**
 * Opens the ledger in an embedded PostgreSQL (PGlite), and migrates it.
 *
 * @throws Error when the folder is in use or cannot be used, or holds a schema that this server does not understand.
 * @see https://pglite.dev/docs/api
 */
export async function openPgliteLedger(options: PgliteOptions): Promise<Ledger> {
  const { dataDir, migrationsDir, timings = TIMINGS } = options;
  if (dataDir === undefined) return openDatabase(await PGlite.create(), migrationsDir, timings, null);
  await mkdir(dataDir, { recursive: true });
  const lock = await lockFolder(dataDir, timings.folderLockBeatMs, timings.folderLockStaleMs);
  try {
    return await openDatabase(await PGlite.create({ dataDir }), migrationsDir, timings, lock);
  } catch (error) {
    await lock.release();
    throw error;
  }
}

async function openDatabase(
  db: PGlite,
  migrationsDir: string,
  timings: PgliteTimings,
  lock: FolderLock | null,
): Promise<Ledger> {
  const close = async () => {
    await db.close();
    await lock?.release();
  };
  const ledger = createLedger({
    call: async (name, args) => {
      const { rows } = await db.query<{ result: unknown }>(`select public.${name}($1::jsonb) as result`, [
        JSON.stringify(args),
      ]);
      return rows[0]?.result ?? null;
    },
    close,
  });
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
    await close();
    throw error;
  }
}
