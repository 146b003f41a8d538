import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';

/** A database that can be migrated, by one connection that nobody else uses meanwhile. */
export interface MigrationTarget {
  /** Runs one or more statements without parameters. */
  exec(sql: string): Promise<void>;
  /** Runs one statement that answers names in a column `name`. */
  names(sql: string): Promise<readonly string[]>;
}

/** Where a database remembers its migrations, in the schema that no API shows. */
const TABLE = 'lightning_pay.migrations';
/** Where `supabase db push` remembers its own. */
const SUPABASE_TABLE = 'supabase_migrations.schema_migrations';
const LOCK = `hashtextextended('lightning_pay.migrations', 0)`;

/**
 * Brings a database to the newest schema: each file of the folder once, in the order of their names, each in a
 * transaction of its own. Processes that start at once wait for the first of them, by an advisory lock.
 *
 * @param folder `server/supabase/migrations`; the same files serve `supabase db push`, whose history is respected.
 * @param lockWaitMs How long to wait for another process, and for each lock inside.
 * @returns The names that were applied now.
 * @throws Error of the database, also when the wait was too long; then nothing is half done.
 */
export async function migrate(
  target: MigrationTarget,
  folder: string,
  lockWaitMs: number,
): Promise<readonly string[]> {
  await target.exec(`set lock_timeout = ${lockWaitMs}; select pg_advisory_lock(${LOCK})`);
  try {
    await target.exec(
      `create schema if not exists lightning_pay;
      create table if not exists ${TABLE} (name text primary key, applied_at timestamptz not null default now());
      alter table ${TABLE} enable row level security`,
    );
    const done = await alreadyApplied(target);
    const names = (await readdir(folder)).filter((name) => name.endsWith('.sql')).sort();
    const fresh = names.filter((name) => !done.has(versionOf(name)));
    for (const name of fresh) {
      const sql = await readFile(join(folder, name), 'utf8');
      await target.exec(`begin;\n${sql}\ninsert into ${TABLE} (name) values ('${name}');\ncommit;`);
    }
    return fresh;
  } catch (error) {
    await target.exec('rollback'); // a file that failed leaves its transaction open
    throw error;
  } finally {
    await target.exec(`select pg_advisory_unlock(${LOCK}); reset lock_timeout`);
  }
}

async function alreadyApplied(target: MigrationTarget): Promise<ReadonlySet<string>> {
  const ours = await target.names(`select name from ${TABLE}`);
  const [pushed] = await target.names(`select to_regclass('${SUPABASE_TABLE}')::text as name`);
  const theirs = pushed ? await target.names(`select version as name from ${SUPABASE_TABLE}`) : [];
  return new Set([...ours.map(versionOf), ...theirs]);
}

/** The number that begins a file's name, as the Supabase CLI reads it too. */
function versionOf(name: string): string {
  const version = /^(\d{14})_[a-z_]+\.sql$/.exec(name)?.[1];
  if (version === undefined) throw new Error(`migration with an odd name: ${name}`);
  return version;
}
