import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import postgres from 'postgres';
import { afterAll, beforeAll, describe, expect, it, onTestFinished, vi } from 'vitest';
import { migratePostgres } from '../../src/ledger/postgres.ts';
import { openSupabaseLedger } from '../../src/ledger/supabase.ts';
import { TIMINGS } from '../../src/timings.ts';
import { recordingAlerts } from '../fakes/recording-alerts.ts';
import { type Ended, runServer } from '../process/server-process.ts';
import { migrationsDir } from './migrations-dir.ts';
import { type PostgresServer, startPostgres } from './postgres-server.ts';
import { PUBLISHABLE_KEY, SECRET_KEY, serveSupabase } from './supabase-project.ts';

let server: PostgresServer;
beforeAll(async () => {
  server = await startPostgres();
});
afterAll(() => server.remove());

const command = (env: Record<string, string>): Promise<Ended> => runServer(env, ['migrate']);
const migrate = (databaseUrl: string) => migratePostgres({ databaseUrl, migrationsDir, timings: TIMINGS });
const names = async () => (await readdir(migrationsDir)).filter((name) => name.endsWith('.sql')).sort();

/** What a statement gives, by a connection of its own. */
async function ask(databaseUrl: string, statement: string): Promise<readonly postgres.Row[]> {
  const sql = postgres(databaseUrl, { max: 1, onnotice: () => {} });
  try {
    return await sql.unsafe(statement);
  } finally {
    await sql.end();
  }
}

describe('the command migrate', { timeout: 60_000 }, () => {
  it('needs DATABASE_URL alone, applies what is missing once, and says so as JSON lines', async () => {
    const DATABASE_URL = await server.createDatabase();
    const first = await command({ DATABASE_URL });
    expect(first).toMatchObject({ code: 0, stderr: '' });
    const lines = first.stdout
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line) as { message: string });
    expect(lines.map(({ message }) => message)).toEqual([
      ...(await names()).map((name) => `applied ${name}`),
      'migrated',
    ]);
    const second = await command({ DATABASE_URL });
    expect(second.code).toBe(0);
    expect(JSON.parse(second.stdout)).toMatchObject({ message: 'migrated', count: 0 });
  });

  it('lets one of two that come at once migrate', async () => {
    const databaseUrl = await server.createDatabase();
    const applied = await Promise.all([migrate(databaseUrl), migrate(databaseUrl)]);
    expect(applied.toSorted((a, b) => a.length - b.length)).toEqual([[], await names()]);
  });

  it.each<[string, Record<string, string>, string]>([
    ['no database', {}, 'DATABASE_URL: is missing'],
    ['a folder', { DATA_DIR: './data' }, 'DATA_DIR: migrates itself at every start'],
  ])('refuses %s by name', async (_, env, message) => {
    const ended = await command(env);
    expect(ended).toMatchObject({ code: 1, stdout: '' });
    expect(ended.stderr).toContain(message);
  });

  it('ends with 1 when the database is not there', async () => {
    const ended = await command({ DATABASE_URL: 'postgres://test@127.0.0.1:1/none' });
    expect(ended.code).toBe(1);
    expect(ended.stdout).toContain('cannot migrate');
  });
});

describe('a folder of migrations that `supabase db push` may apply too', () => {
  it('holds plain SQL in files as its history names them', async () => {
    for (const name of await names()) {
      expect(name).toMatch(/^\d{14}_[a-z_]+\.sql$/);
      expect(await readFile(join(migrationsDir, name), 'utf8')).not.toMatch(
        /^\s*\\|^\s*(begin|commit)\s*;/im,
      );
    }
  });

  it('is not applied again where the CLI did it', async () => {
    const databaseUrl = await server.createDatabase();
    await ask(databaseUrl, 'create schema supabase_migrations');
    await ask(
      databaseUrl,
      'create table supabase_migrations.schema_migrations (version text primary key, statements text[], name text)',
    );
    for (const name of await names()) {
      await ask(databaseUrl, await readFile(join(migrationsDir, name), 'utf8'));
      const version = name.slice(0, 14);
      await ask(
        databaseUrl,
        `insert into supabase_migrations.schema_migrations (version) values ('${version}')`,
      );
    }
    expect(await migrate(databaseUrl)).toEqual([]);
  });
});

describe('openSupabaseLedger', { timeout: 30_000 }, () => {
  /** What opening a project says. */
  async function refusal(databaseUrl: string, secretKey: string): Promise<string> {
    const project = await serveSupabase(databaseUrl);
    onTestFinished(() => project.close());
    const opening = openSupabaseLedger({
      url: project.url,
      secretKey,
      timings: TIMINGS,
      alerts: recordingAlerts(),
    });
    return opening.then(
      () => 'opened',
      (error: Error) => error.message,
    );
  }

  it('checks and does not migrate: an empty project is told to run migrate', async () => {
    const databaseUrl = await server.createDatabase();
    expect(await refusal(databaseUrl, SECRET_KEY)).toMatch(/run `migrate` with its DATABASE_URL/);
    expect(await ask(databaseUrl, `select to_regnamespace('lightning_pay') as found`)).toEqual([
      { found: null },
    ]);
  });

  it('says when it got the publishable key, or one that is unknown', async () => {
    vi.spyOn(console, 'error').mockImplementation(() => {}); // the project logs what it refuses
    onTestFinished(() => void vi.restoreAllMocks());
    const databaseUrl = await server.createDatabase();
    await migrate(databaseUrl);
    expect(await refusal(databaseUrl, SECRET_KEY)).toBe('opened');
    expect(await refusal(databaseUrl, PUBLISHABLE_KEY)).toMatch(/write the secret key, not the publishable/);
    expect(await refusal(databaseUrl, 'sb_secret_of-somebody-else')).toMatch(/cannot be used/);
  });
});
