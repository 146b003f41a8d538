import { cp, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import postgres from 'postgres';
import { afterAll, beforeAll, describe, expect, it, onTestFinished } from 'vitest';
import type { WirePayment } from '../../src/http/contract.ts';
import { openLedger } from '../../src/ledger/open-ledger.ts';
import { TIMINGS } from '../../src/timings.ts';
import { expectInvariants } from '../acceptance/invariants.ts';
import { newKey, type Rig, startRig } from '../acceptance/rig.ts';
import { recordingAlerts } from '../fakes/recording-alerts.ts';
import { recordingCounters } from '../fakes/recording-counters.ts';
import { migrationsDir } from './migrations-dir.ts';
import { openPage } from './page-stream.ts';
import { type PostgresServer, startPostgres } from './postgres-server.ts';

/** What a later version may bring first: a column that the older one does not write, and a function that fills it. */
const EXPAND = `
  alter table lightning_pay.payments add column locale text;
  alter function public.lp_record_payment(jsonb) rename to lp_record_payment_v1;
  alter function public.lp_record_payment_v1(jsonb) set schema lightning_pay;
  create function public.lp_record_payment(args jsonb) returns jsonb
    language plpgsql security definer set search_path = pg_catalog, lightning_pay
  as $$
  declare
    answer jsonb := lightning_pay.lp_record_payment_v1(args);
  begin
    update lightning_pay.payments set locale = coalesce(args ->> 'locale', 'en') where id = answer -> 'payment' ->> 'id';
    return answer;
  end
  $$;
  update lightning_pay.schema_info set version = version + 1;
`;

let database: PostgresServer;
let newer: string;
beforeAll(async () => {
  database = await startPostgres();
  newer = await mkdtemp(join(tmpdir(), 'lightning-pay-newer-'));
  await cp(migrationsDir, newer, { recursive: true });
  await writeFile(join(newer, '20991231000000_expand.sql'), EXPAND);
});
afterAll(async () => {
  await database.remove();
  await rm(newer, { recursive: true });
});

/** A server that knows the migrations of a folder. */
async function serverOf(databaseUrl: string, folder: string): Promise<Rig> {
  const rig = await startRig({
    ledger: (home) => openLedger({ kind: 'postgres', databaseUrl }, { ...home, migrationsDir: folder }),
    timings: { ledgerCallMs: 5_000 },
    webhooks: true,
  });
  onTestFinished(() => rig.stop());
  return rig;
}

/** One payment from creation over its page to the ledger. @returns Its id. */
async function smoke(rig: Rig): Promise<string> {
  const headers = { 'Idempotency-Key': newKey() };
  const created = (await (await rig.create(undefined, headers)).json()) as WirePayment & {
    clientSecret: string;
  };
  const again = await rig.create(undefined, headers);
  expect([again.status, ((await again.json()) as WirePayment).id]).toEqual([201, created.id]);
  const page = await openPage(rig.url, created);
  rig.simulator.pay({ bolt11: created.invoice?.bolt11 });
  await page.until('settled');
  expect((await rig.merchantPayment(created.id)).status).toBe('settled');
  expect(await (await fetch(`${rig.url}/readyz`)).json()).toEqual({ status: 'pass' });
  return created.id;
}

describe('two versions over one database', { timeout: 60_000 }, () => {
  it('F29 old and new run together during a migration: both pass the smoke suite', async () => {
    const databaseUrl = await database.createDatabase();
    const old = await serverOf(databaseUrl, migrationsDir);
    const before = await smoke(old);
    // The old version is at work while the new one migrates.
    const [ids, fresh] = await Promise.all([
      Promise.all([smoke(old), smoke(old), smoke(old)]),
      serverOf(databaseUrl, newer),
    ]);
    ids.push(before, ...(await Promise.all([smoke(old), smoke(fresh), smoke(old), smoke(fresh)])));
    for (const id of ids)
      for (const rig of [old, fresh]) expect((await rig.history(id)).payment.status).toBe('settled');

    // And can be started again, as when the new one is taken back.
    const back = await serverOf(databaseUrl, migrationsDir);
    await smoke(back);
    await expectInvariants(fresh.ledger);

    // Only the contract step, which says so, ends that.
    const sql = postgres(databaseUrl, { max: 1 });
    onTestFinished(() => sql.end());
    await sql`update lightning_pay.schema_info set min_server = min_server + 1`;
    const options = {
      migrationsDir,
      timings: TIMINGS,
      alerts: recordingAlerts(),
      counters: recordingCounters(),
    };
    await expect(openLedger({ kind: 'postgres', databaseUrl }, options)).rejects.toMatchObject({
      cause: { message: expect.stringMatching(/does not fit this server/) },
    });
  });
});
