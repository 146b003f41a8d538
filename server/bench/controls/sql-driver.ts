/**
 * Control: the server's SQL functions, called by the driver (PGlite) and by nothing else. Takes messages of
 * `DriverTask`, answers each with numbers. Keeps its data in `DATA_DIR`.
 */
import { join } from 'node:path';
import { PGlite } from '@electric-sql/pglite';
import { openPgliteLedger } from '../../src/ledger/pglite.ts';
import { inParallel } from '../in-parallel.ts';
import { ledgerCalls, type SqlCall } from '../ledger-calls.ts';
import { samplePayment } from '../sample-payment.ts';

/** What the driver is asked to do. */
export type DriverTask =
  /** Create one payment. Answer: milliseconds in the driver. */
  | { readonly do: 'create' }
  /** Read `count` payments, and settle them. Answer: how many a second. */
  | { readonly do: 'read' | 'settle'; readonly count: number; readonly concurrency: number };

const dataDir = process.env['DATA_DIR'] ?? '';
const migrationsDir = join(import.meta.dirname, '../../supabase/migrations');
await (await openPgliteLedger({ dataDir, migrationsDir })).close(); // migrates
const db = await PGlite.create({ dataDir });

async function run({ name, args }: SqlCall): Promise<void> {
  await db.query(`select public.${name}($1::jsonb) as result`, [JSON.stringify(args)]);
}

async function runAll(calls: readonly SqlCall[]): Promise<void> {
  for (const call of calls) await run(call);
}

async function timed(work: () => Promise<void>): Promise<number> {
  const startedMs = performance.now();
  await work();
  return performance.now() - startedMs;
}

async function handle(task: DriverTask): Promise<number> {
  if (task.do === 'create') {
    const { create } = await ledgerCalls(samplePayment());
    return timed(() => runAll(create));
  }
  const { count, concurrency } = task;
  const payments = await Promise.all(
    Array.from({ length: task.do === 'read' ? concurrency : count }, () => ledgerCalls(samplePayment())),
  );
  for (const { create } of payments) await runAll(create);
  const work = async (index: number) => {
    const payment = payments[index % payments.length];
    if (payment !== undefined) await runAll(task.do === 'read' ? [payment.read] : payment.settle);
  };
  return (count * 1_000) / (await timed(() => inParallel(count, concurrency, work)));
}

process.on('message', (message) => {
  handle(message as DriverTask).then((answer) => process.send?.(answer)); // the bench sends nothing else
});
process.once('disconnect', () => process.exit());
console.log('ready');
