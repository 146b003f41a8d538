import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { START_MS } from '../../test/fakes/clock.ts';
import { recordWaiting } from '../../test/fakes/ledger-rows.ts';
import { openPgliteLedger } from '../ledger/pglite.ts';
import type { Ledger } from '../payments/ports.ts';
import { TIMINGS } from '../timings.ts';
import { explainCommand } from './explain.ts';

const migrationsDir = join(import.meta.dirname, '../../supabase/migrations');

describe('explainCommand', { timeout: 60_000 }, () => {
  let dataDir: string;
  let reference: string;
  beforeAll(async () => {
    dataDir = await mkdtemp(join(tmpdir(), 'lightning-pay-explain-'));
    const ledger = await open();
    ({ reference } = await recordWaiting(ledger));
    await ledger.close();
  }, 60_000);
  afterAll(() => rm(dataDir, { recursive: true }));

  const open = (): Promise<Ledger> => openPgliteLedger({ dataDir, migrationsDir });

  async function run(args: readonly string[], opening = open) {
    const out: string[] = [];
    const err: string[] = [];
    const code = await explainCommand({
      args,
      open: opening,
      nowMs: START_MS + 1,
      timings: TIMINGS,
      print: (line) => out.push(line),
      complain: (line) => err.push(line),
    });
    return { code, out, err };
  }

  it('prints the story of a payment, times first', async () => {
    const { code, out, err } = await run([reference.toLowerCase()]);
    expect([code, err]).toEqual([0, []]);
    expect(out[0]).toMatch(/^2026-11-23T09:00:00\.000Z {2}Payment LP-\S+ of \$50\.00 was created/);
    expect(out.at(-1)).toMatch(/^Next: waits until/);
  });

  it('ends with 1 for an unknown payment, and without a reference', async () => {
    expect(await run(['LP-0000-0000'])).toEqual({ code: 1, out: [], err: ['LP-0000-0000: no such payment'] });
    for (const args of [[], [reference, reference]]) {
      expect(await run(args)).toMatchObject({
        code: 1,
        err: [expect.stringContaining('needs one reference')],
      });
    }
  });

  it('says in one line that a running server has the ledger, and why it cannot be read otherwise', async () => {
    const server = await open();
    const { code, err } = await run([reference]);
    await server.close();
    expect(code).toBe(1);
    expect(err).toEqual([expect.stringMatching(/^explain: the server is running .*GET \/v1\/merchant/)]);
    const broken = await run([reference], () => Promise.reject(new Error('no database')));
    expect(broken).toEqual({ code: 1, out: [], err: ['explain: the ledger cannot be read: no database'] });
  });
});
