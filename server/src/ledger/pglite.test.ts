import { spawn } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { PGlite } from '@electric-sql/pglite';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { recordWaiting, settling } from '../../test/fakes/ledger-rows.ts';
import { ledgerContract } from '../../test/ledger-contract.ts';
import { openPgliteLedger } from './pglite.ts';

const migrationsDir = join(import.meta.dirname, '../../supabase/migrations');

ledgerContract('openPgliteLedger', () => openPgliteLedger({ migrationsDir }));

describe('openPgliteLedger, on disk', () => {
  let home: string;
  let dataDir: string;
  beforeAll(async () => {
    home = await mkdtemp(join(tmpdir(), 'lightning-pay-ledger-'));
    dataDir = join(home, 'made', 'where', 'missing');
  });
  afterAll(() => rm(home, { recursive: true, force: true }));

  /** Runs the writer until it committed so many payments, then kills it. */
  async function killedWriter(commits: number): Promise<string[]> {
    const script = join(import.meta.dirname, '../../test/crash-writer.ts');
    const child = spawn(process.execPath, [script, dataDir, migrationsDir], {
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    const gone = new Promise((resolve) => child.once('exit', (_, signal) => resolve(signal)));
    const ids: string[] = [];
    for await (const id of createInterface({ input: child.stdout })) {
      ids.push(id);
      if (ids.length === commits) child.kill('SIGKILL');
    }
    expect(await gone).toBe('SIGKILL');
    return ids;
  }

  it('keeps what was committed through a close, and through a kill', { timeout: 60_000 }, async () => {
    const first = await openPgliteLedger({ dataDir, migrationsDir });
    const waiting = await recordWaiting(first);
    const settled = await first.saveChange(settling(waiting));
    await first.close();

    const ids = await killedWriter(20);
    expect(ids.length).toBeGreaterThanOrEqual(20);

    const again = await openPgliteLedger({ dataDir, migrationsDir });
    expect(await again.getPayment(waiting.id)).toEqual(settled);
    for (const id of ids) {
      const history = await again.getHistory(id);
      expect(history?.payment.status).toBe('settled');
      expect(history?.events.map(({ type }) => type)).toEqual([
        'created',
        'invoice_added',
        'received',
        'settled',
      ]);
      expect(history?.outbox).toHaveLength(1);
    }
    await again.close();
    await expect(again.check()).rejects.toMatchObject({ code: 'ledger_unavailable' });
    await expect(again.getPayment(waiting.id)).rejects.toMatchObject({ code: 'ledger_unavailable' });
  });

  it('refuses a schema that is for newer servers', { timeout: 60_000 }, async () => {
    const db = await PGlite.create({ dataDir });
    await db.exec('update lightning_pay.schema_info set min_server = 2');
    await db.close();
    await expect(openPgliteLedger({ dataDir, migrationsDir })).rejects.toMatchObject({
      code: 'ledger_unavailable',
      cause: { message: 'schema 1 (for servers from 2) does not fit this server' },
    });
  });
});
