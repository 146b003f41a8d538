import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { PGlite } from '@electric-sql/pglite';
import { migrate } from '../src/ledger/migrate.ts';
import { openPgliteLedger, type PgliteOptions } from '../src/ledger/pglite.ts';
import type { Ledger } from '../src/payments/ports.ts';
import { TIMINGS } from '../src/timings.ts';

/** Names the file of the snapshot to the workers of a run. */
const VARIABLE = 'LEDGER_SNAPSHOT';
const MIGRATIONS = join(import.meta.dirname, '../supabase/migrations');

/**
 * Makes a migrated, empty database once a run (vitest's `globalSetup`): to make one anew takes several times as long as
 * to load it.
 *
 * @returns What removes it.
 */
export async function setup(): Promise<() => Promise<void>> {
  const folder = await mkdtemp(join(tmpdir(), 'ledger-snapshot-'));
  const db = await PGlite.create();
  const exec = async (sql: string) => {
    await db.exec(sql);
  };
  const names = async (sql: string) => (await db.query<{ name: string }>(sql)).rows.map(({ name }) => name);
  await migrate({ exec, names }, MIGRATIONS, TIMINGS.migrationLockMs);
  const file = join(folder, 'data.tar');
  await writeFile(file, Buffer.from(await (await db.dumpDataDir('none')).arrayBuffer()));
  await db.close();
  process.env[VARIABLE] = file;
  return () => rm(folder, { recursive: true });
}

/** Opens a ledger of its own in memory: from the run's snapshot, or where there is none from nothing. */
export async function openTestLedger(options: Omit<PgliteOptions, 'dataDir' | 'snapshot'>): Promise<Ledger> {
  const file = process.env[VARIABLE];
  if (file === undefined) return openPgliteLedger(options);
  return openPgliteLedger({ ...options, snapshot: new Blob([await readFile(file)]) });
}
