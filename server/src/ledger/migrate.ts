import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';

/** A database that can be migrated. */
export interface MigrationTarget {
  /** Runs one or more statements without parameters. */
  exec(sql: string): Promise<void>;
  /** Names of the migrations that are in. */
  applied(): Promise<readonly string[]>;
}

/** Where a database remembers its migrations. */
export const MIGRATIONS_TABLE = 'lightning_pay_migrations';

/**
 * Brings a database to the newest schema: each file of the folder once, in the order of their names, each in a
 * transaction of its own.
 *
 * @param folder `server/supabase/migrations`; the same files serve `supabase db push`.
 * @returns The names that were applied now.
 */
export async function migrate(target: MigrationTarget, folder: string): Promise<readonly string[]> {
  await target.exec(
    `create table if not exists public.${MIGRATIONS_TABLE} (name text primary key, applied_at timestamptz not null default now())`,
  );
  const done = new Set(await target.applied());
  const names = (await readdir(folder)).filter((name) => name.endsWith('.sql')).sort();
  const fresh = names.filter((name) => !done.has(name));
  for (const name of fresh) {
    if (!/^\d{14}_[a-z_]+\.sql$/.test(name)) throw new Error(`migration with an odd name: ${name}`);
    const sql = await readFile(join(folder, name), 'utf8');
    await target.exec(
      `begin;\n${sql}\ninsert into public.${MIGRATIONS_TABLE} (name) values ('${name}');\ncommit;`,
    );
  }
  return fresh;
}
