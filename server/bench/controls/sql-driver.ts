/**
 * Control: SQL that a server was seen to ask for, by the driver (PGlite) and nothing else. Takes messages of
 * `DriverTask`, answers each with the milliseconds it took. Keeps its data in `DATA_DIR`.
 */
import { join } from 'node:path';
import { PGlite } from '@electric-sql/pglite';
import { openPgliteLedger } from '../../src/ledger/pglite.ts';
import { inParallel } from '../in-parallel.ts';
import type { SqlCall } from '../sql-call.ts';

/** What the driver is asked to do. */
export interface DriverTask {
  /** Each group's calls follow one another. */
  readonly groups: readonly (readonly SqlCall[])[];
  /** How many groups are under way at once. */
  readonly concurrency: number;
}

const dataDir = process.env['DATA_DIR'] ?? '';
const migrationsDir = join(import.meta.dirname, '../../supabase/migrations');
await (await openPgliteLedger({ dataDir, migrationsDir })).close(); // migrates
const db = await PGlite.create({ dataDir });

async function run({ method, args }: SqlCall): Promise<unknown> {
  const [sql, ...rest] = args as [string, ...never[]]; // as recorded from the same method
  return method === 'exec' ? db.exec(sql, ...rest) : db.query(sql, ...rest);
}

async function handle({ groups, concurrency }: DriverTask): Promise<number> {
  const startedMs = performance.now();
  await inParallel(groups.length, concurrency, async (index) => {
    for (const call of groups[index] ?? []) await run(call);
  });
  return performance.now() - startedMs;
}

process.on('message', (message) => {
  handle(message as DriverTask).then((answer) => process.send?.(answer)); // the bench sends nothing else
});
process.once('disconnect', () => process.exit());
console.log('ready');
