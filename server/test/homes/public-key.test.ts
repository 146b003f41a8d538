import { createClient } from '@supabase/supabase-js';
import postgres from 'postgres';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { createSimulator } from '../../simulator/simulator.ts';
import { migratePostgres } from '../../src/ledger/postgres.ts';
import { TIMINGS } from '../../src/timings.ts';
import { type ServerProcess, serverEnv, startServer } from '../process/server-process.ts';
import { dummySecret } from '../required-env.ts';
import { migrationsDir } from './migrations-dir.ts';
import { type PostgresServer, startPostgres } from './postgres-server.ts';
import { PUBLISHABLE_KEY, SECRET_KEY, type SupabaseProject, serveSupabase } from './supabase-project.ts';

// As Supabase sets a project up: what is made in `public` belongs to everybody who comes through its API. `notes` and
// `who_am_i` are the control: with the same key they answer.
const PROJECT = `
  create role anon nologin noinherit;
  create role authenticated nologin noinherit;
  create role service_role nologin noinherit bypassrls;
  grant usage on schema public to anon, authenticated, service_role;
  alter default privileges in schema public grant all on tables to anon, authenticated, service_role;
  alter default privileges in schema public grant all on functions to anon, authenticated, service_role;
  create table public.notes (text text not null);
  alter table public.notes enable row level security;
  create policy everybody on public.notes for select using (true);
  insert into public.notes values ('hello');
  create function public.who_am_i() returns text language sql as $$ select current_user::text $$;
`;

describe('the public key of a Supabase project', { timeout: 60_000 }, () => {
  let database: PostgresServer;
  let project: SupabaseProject;
  let sql: postgres.Sql;
  let readable: string[];
  beforeAll(async () => {
    vi.spyOn(console, 'error').mockImplementation(() => {}); // the project logs what it refuses
    database = await startPostgres();
    const databaseUrl = await database.createDatabase();
    sql = postgres(databaseUrl, { max: 1, onnotice: () => {} });
    await sql.unsafe(PROJECT);
    await migratePostgres({ databaseUrl, migrationsDir, timings: TIMINGS });
    // Before the project is served: @supabase/lite grants its roles more than Supabase does.
    readable = await readableAs(['anon', 'authenticated']);
    project = await serveSupabase(databaseUrl);
  });
  afterAll(async () => {
    vi.restoreAllMocks();
    await project.close();
    await sql.end();
    await database.remove();
  });

  /** Tables of the ledger that one of the roles can read, by the database's own answer. */
  async function readableAs(roles: readonly string[]): Promise<string[]> {
    const found: string[] = [];
    for (const { name } of await tables()) {
      for (const role of roles) {
        const reading = sql.begin(async (transaction) => {
          await transaction.unsafe(`set local role ${role}`);
          await transaction`select from lightning_pay.${transaction(name)}`;
        });
        const refusal = await reading.then(
          () => 'none',
          (error: postgres.PostgresError) => error.code,
        );
        if (refusal !== '42501') found.push(`${name} as ${role}`);
      }
    }
    return found;
  }
  const tables = () =>
    sql<{ name: string }[]>`select tablename as name from pg_tables where schemaname = 'lightning_pay'`;

  it('A45 every table and function denied to the public key, which itself works as anon; no server key reaches a page', async () => {
    const client = createClient(project.url, PUBLISHABLE_KEY);
    expect((await client.rpc('who_am_i')).data).toBe('anon');
    expect((await client.from('notes').select()).data).toEqual([{ text: 'hello' }]);

    const functions = await sql<{ name: string }[]>`
      select p.proname as name from pg_proc p join pg_namespace n on n.oid = p.pronamespace
      where n.nspname = 'lightning_pay' or p.proname like 'lp\\_%'`;
    expect(functions.length).toBeGreaterThan(15);
    for (const { name } of functions) {
      for (const args of [{ args: {} }, {}]) {
        const { data, error } = await client.rpc(name, args);
        expect([name, data, error?.code]).toEqual([name, null, expect.stringMatching(/^(42501|PGRST202)$/)]);
      }
    }
    expect((await client.rpc('lp_check', { args: {} })).error?.code).toBe('42501');

    expect(readable).toEqual([]);
    expect((await tables()).length).toBeGreaterThan(6);
    for (const { name } of await tables()) {
      const answers = [client.from(name).select(), client.schema('lightning_pay').from(name).select()];
      for (const { data, error } of await Promise.all(answers)) {
        expect([name, data, error?.code]).toEqual([name, null, expect.any(String)]);
      }
    }

    expect(await everythingServed(project.url)).toEqual([]);
  });
});

/** Starts a server over the project, and looks for its secrets in all that it serves to a page. */
async function everythingServed(supabaseUrl: string): Promise<string[]> {
  const simulator = createSimulator({ storeId: 'store1', apiKeys: [], timeScale: 1 });
  const btcpay = { url: await simulator.listen(0), apiKey: dummySecret(40, 'k'), storeId: 'store1' };
  const { DATA_DIR: _, ...env } = serverEnv(btcpay, '');
  const server: ServerProcess = await startServer({
    ...env,
    SUPABASE_URL: supabaseUrl,
    SUPABASE_SECRET_KEY: SECRET_KEY,
  });
  try {
    const secrets = [SECRET_KEY, btcpay.apiKey, env['APP_SECRET'] ?? '', env['BTCPAY_WEBHOOK_SECRET'] ?? ''];
    const script = await (await fetch(`${server.url}/lightning-pay.js`)).text();
    expect(script).toContain('lightning-pay');
    const chunks = [...script.matchAll(/chunks\/[\w.-]+\.js/g)].map(([path]) => `/${path}`);
    expect(chunks.length).toBeGreaterThan(0);
    const paths = [
      '/lightning-pay.js',
      ...new Set(chunks),
      '/v1/config',
      '/openapi.json',
      '/readyz',
      '/healthz',
    ];
    const found: string[] = [];
    for (const path of paths) {
      const answer = await fetch(server.url + path);
      const text = JSON.stringify([...answer.headers]) + (await answer.text());
      expect([path, answer.status]).toEqual([path, 200]);
      if (secrets.some((secret) => text.includes(secret))) found.push(path);
    }
    return found;
  } finally {
    await server.end('SIGTERM');
    await simulator.close();
  }
}
