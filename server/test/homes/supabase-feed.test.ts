import { afterAll, beforeAll, describe, expect, it, onTestFinished, vi } from 'vitest';
import { openLedger } from '../../src/ledger/open-ledger.ts';
import { migratePostgres } from '../../src/ledger/postgres.ts';
import { TIMINGS } from '../../src/timings.ts';
import { startRig } from '../acceptance/rig.ts';
import { settling } from '../fakes/ledger-rows.ts';
import { recordingAlerts } from '../fakes/recording-alerts.ts';
import { recordingCounters } from '../fakes/recording-counters.ts';
import { migrationsDir } from './migrations-dir.ts';
import { openPage } from './page-stream.ts';
import { type PostgresServer, startPostgres } from './postgres-server.ts';
import { SECRET_KEY, type SupabaseProject, serveSupabase } from './supabase-project.ts';

const slow = { timings: { ledgerCallMs: 5_000, feedRefreshMs: 3_600_000 } };

describe('pages over a Supabase project that another process writes to', { timeout: 60_000 }, () => {
  let database: PostgresServer;
  let project: SupabaseProject;
  let databaseUrl: string;
  beforeAll(async () => {
    database = await startPostgres();
    databaseUrl = await database.createDatabase();
    await migratePostgres({ databaseUrl, migrationsDir, timings: TIMINGS });
    project = await serveSupabase(databaseUrl);
  });
  afterAll(async () => {
    await project.close();
    await database.remove();
  });

  /** Settles a payment past the server, and waits until its page heard of it. */
  async function heard(withDatabase: boolean, feedPollMs: number): Promise<{ live: boolean | undefined }> {
    const home = {
      ...{ kind: 'supabase' as const, url: project.url, secretKey: SECRET_KEY },
      databaseUrl: withDatabase ? databaseUrl : null,
    };
    let live = () => undefined as boolean | undefined;
    const rig = await startRig({
      async ledger(options) {
        const opened = await openLedger(home, options);
        live = () => opened.notices?.live;
        return opened;
      },
      timings: { ...slow.timings, feedPollMs },
    });
    onTestFinished(() => rig.stop());
    await vi.waitFor(() => expect(live()).toBe(withDatabase), { timeout: 5_000 });
    const other = await openLedger(
      { kind: 'postgres', databaseUrl },
      { migrationsDir, timings: TIMINGS, alerts: recordingAlerts(), counters: recordingCounters() },
    );
    onTestFinished(() => other.ledger.close());
    const created = await rig.createPayment();
    const page = await openPage(rig.url, created);
    const payment = await other.ledger.getPayment(created.id);
    if (payment === null) throw new Error('no payment');
    await other.ledger.saveChange(settling(payment));
    await page.until('settled');
    return { live: live() };
  }

  it('hear of it by asking once a second, where there is no DATABASE_URL', async () => {
    expect(TIMINGS.feedPollMs).toBe(1_000);
    expect(await heard(false, 100)).toEqual({ live: false });
  });

  it('hear of it by a notification, where there is one beside it', async () => {
    expect(await heard(true, 3_600_000)).toEqual({ live: true });
  });
});
