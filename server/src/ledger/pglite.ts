import { mkdir } from 'node:fs/promises';
import { PGlite } from '@electric-sql/pglite';
import type { Ledger } from '../payments/ports.ts';
import { createLedger } from './ledger.ts';
import { MIGRATIONS_TABLE, migrate } from './migrate.ts';

/** Where the embedded PostgreSQL keeps its data. */
export interface PgliteOptions {
  /** Folder, made where it is missing; one process at a time. Absent: in memory, for tests. */
  readonly dataDir?: string;
  /** Folder of the SQL migrations. */
  readonly migrationsDir: string;
}

/**
 * Opens the ledger in an embedded PostgreSQL (PGlite), and migrates it.
 *
 * @throws Error when the folder cannot be used or holds a schema that this server does not understand.
 * @see https://pglite.dev/docs/api
 */
export async function openPgliteLedger({ dataDir, migrationsDir }: PgliteOptions): Promise<Ledger> {
  if (dataDir !== undefined) await mkdir(dataDir, { recursive: true });
  const db = await PGlite.create(dataDir === undefined ? {} : { dataDir });
  await migrate(
    {
      exec: async (sql) => {
        await db.exec(sql);
      },
      applied: async () => {
        const { rows } = await db.query<{ name: string }>(`select name from public.${MIGRATIONS_TABLE}`);
        return rows.map((row) => row.name);
      },
    },
    migrationsDir,
  );
  const ledger = createLedger({
    call: async (name, args) => {
      const { rows } = await db.query<{ result: unknown }>(`select public.${name}($1::jsonb) as result`, [
        JSON.stringify(args),
      ]);
      return rows[0]?.result ?? null;
    },
    close: () => db.close(),
  });
  await ledger.check();
  return ledger;
}
