import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll } from 'vitest';
import { openPgliteLedger } from '../../src/ledger/pglite.ts';
import { migratePostgres, openPostgresLedger } from '../../src/ledger/postgres.ts';
import { openSupabaseLedger } from '../../src/ledger/supabase.ts';
import { TIMINGS as timings } from '../../src/timings.ts';
import { recordingAlerts } from '../fakes/recording-alerts.ts';
import { ledgerContract } from '../ledger-contract.ts';
import { migrationsDir } from './migrations-dir.ts';
import { type PostgresServer, startPostgres } from './postgres-server.ts';
import { SECRET_KEY, type SupabaseProject, serveSupabase } from './supabase-project.ts';

let server: PostgresServer;
let project: SupabaseProject | undefined;
let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'lightning-pay-ledger-'));
  server = await startPostgres();
});
afterAll(async () => {
  await project?.close();
  await server.remove();
  await rm(folder, { recursive: true });
});

ledgerContract('openPostgresLedger, on a real PostgreSQL,', async () =>
  openPostgresLedger({
    databaseUrl: await server.createDatabase(),
    migrationsDir,
    timings,
    alerts: recordingAlerts(),
  }),
);

ledgerContract('openSupabaseLedger, by supabase-js over HTTP,', async () => {
  const databaseUrl = await server.createDatabase();
  await migratePostgres({ databaseUrl, migrationsDir, timings });
  project = await serveSupabase(databaseUrl);
  return openSupabaseLedger({ url: project.url, secretKey: SECRET_KEY, timings, alerts: recordingAlerts() });
});

ledgerContract('openPgliteLedger, on disk,', () => openPgliteLedger({ dataDir: folder, migrationsDir }));
