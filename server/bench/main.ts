/**
 * `npm run bench`: measures the built product on this machine, each figure beside its control from the same run, and
 * prints one table. Exit code 1 only where something could not be measured. Words after it choose by name, as
 * `node server/bench/main.ts webhook`.
 */
import { execFileSync } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Bench } from './bench.ts';
import type { Figure, Unmeasured } from './figure.ts';
import { bundleSize } from './figures/bundle-size.ts';
import { checkoutInBrowser } from './figures/checkout-in-browser.ts';
import { createPayment } from './figures/create-payment.ts';
import { hostileCreations } from './figures/hostile-creations.ts';
import { idleStreams } from './figures/idle-streams.ts';
import { rates } from './figures/rates.ts';
import { webhookToPage } from './figures/webhook-to-page.ts';
import { Programs } from './programs.ts';
import { recordSql } from './record-sql.ts';
import { formatTable } from './table.ts';

const MEASUREMENTS = [
  bundleSize,
  webhookToPage,
  createPayment,
  rates,
  hostileCreations,
  idleStreams,
  checkoutInBrowser,
];

const programs = new Programs();
const folders: string[] = [];
let recorded: ReturnType<typeof recordSql> | undefined;
const closers: (() => unknown)[] = [];
const bench: Bench = {
  programs,
  async folder() {
    const folder = await mkdtemp(join(tmpdir(), 'lightning-pay-bench-'));
    folders.push(folder);
    return folder;
  },
  defer(close) {
    closers.push(close);
  },
  recordedSql() {
    recorded ??= recordSql(this, 241);
    return recorded;
  },
};

async function cleanUp(): Promise<void> {
  for (const close of closers.splice(0).reverse()) await close();
  await programs.stopAll();
  for (const folder of folders.splice(0)) await rm(folder, { recursive: true, force: true });
}

for (const signal of ['SIGINT', 'SIGTERM'] as const) {
  process.once(signal, () => void cleanUp().then(() => process.exit(130)));
}

const words = process.argv.slice(2);
const chosen = MEASUREMENTS.filter(
  ({ name }) => words.length === 0 || words.some((word) => name.includes(word)),
);
const figures: (Figure | Unmeasured)[] = [];
for (const { name, measure } of chosen) {
  process.stderr.write(`measuring: ${name}\n`);
  try {
    figures.push(...(await measure(bench)));
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    figures.push({ name, reason: reason.split('\n', 1)[0] ?? '' });
    process.stderr.write(`${reason}\n`);
  } finally {
    await cleanUp();
  }
}
console.log(`\n${formatTable(figures)}\n`);
if (chosen.includes(bundleSize)) {
  const weights = join(import.meta.dirname, '../../widget/test/weights.ts');
  console.log('what of JavaScript from button to QR weighs what');
  execFileSync(process.execPath, [weights], { stdio: ['ignore', 'inherit', 'inherit'] });
  console.log();
}
console.log(
  '* measured elsewhere, not in this run; the embedded database is PGlite, whose commits are not synced to disk',
);
process.exitCode = figures.some((figure) => 'reason' in figure) ? 1 : 0;
