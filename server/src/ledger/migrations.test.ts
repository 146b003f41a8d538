import { join } from 'node:path';
import { PGlite } from '@electric-sql/pglite';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { migrate } from './migrate.ts';

const folder = join(import.meta.dirname, '../../supabase/migrations');
let db: PGlite;

/** Names in the first column of an answer. */
async function column(sql: string): Promise<string[]> {
  const { rows } = await db.query<{ name: string }>(sql);
  return rows.map(({ name }) => name);
}

async function as(role: string, sql: string): Promise<string> {
  await db.exec(`set role ${role}`);
  try {
    await db.query(sql);
    return 'done';
  } catch (error) {
    return error instanceof Error ? error.message : String(error);
  } finally {
    await db.exec('reset role');
  }
}

beforeAll(async () => {
  db = await PGlite.create();
  // As Supabase sets a project up: what is made in `public` belongs to everybody who comes through its API.
  await db.exec(`
    create role anon nologin noinherit;
    create role authenticated nologin noinherit;
    create role service_role nologin noinherit bypassrls;
    grant usage on schema public to anon, authenticated, service_role;
    alter default privileges in schema public grant all on tables to anon, authenticated, service_role;
    alter default privileges in schema public grant all on functions to anon, authenticated, service_role;
  `);
  const target = {
    exec: async (sql: string) => {
      await db.exec(sql);
    },
    names: column,
  };
  await migrate(target, folder, 1_000);
}, 60_000);
afterAll(() => db.close());

describe('the migrations, on a database set up as Supabase does', () => {
  it('let the service role call every function, and read no table itself', async () => {
    expect(await as('service_role', `select public.lp_check('{}')`)).toBe('done');
    expect(await as('service_role', `select public.lp_get_payment('{"id":"pay_1"}')`)).toBe('done');
    expect(await as('service_role', 'select * from lightning_pay.payments')).toMatch(/^permission denied/);
  });

  const functions = `
    select p.proname as name from pg_proc p join pg_namespace n on n.oid = p.pronamespace
    where (n.nspname = 'lightning_pay' or p.proname like 'lp\\_%')`;

  it.each(['anon', 'authenticated', 'public'])('let %s call no function', async (role) => {
    expect((await column(functions)).length).toBeGreaterThanOrEqual(12);
    expect(await column(`${functions} and has_function_privilege('${role}', p.oid, 'execute')`)).toEqual([]);
  });

  it.each(['anon', 'authenticated'])('refuse %s when it tries', async (role) => {
    for (const sql of [`select public.lp_check('{}')`, 'select * from lightning_pay.payments']) {
      expect(await as(role, sql), sql).toMatch(/^permission denied/);
    }
  });

  it.each(['anon', 'authenticated'])('show %s no table, also not the list of migrations', async (role) => {
    const readable = `
      select format('%s.%s', schemaname, tablename) as name from pg_tables
      where schemaname in ('public', 'lightning_pay')
        and has_table_privilege('${role}', format('%I.%I', schemaname, tablename), 'select, insert, update, delete')`;
    expect(await column(readable)).toEqual([]);
  });

  it('put row level security on every table of the ledger, without a policy', async () => {
    const open = `select relname as name from pg_class c join pg_namespace n on n.oid = c.relnamespace
      where n.nspname = 'lightning_pay' and relkind = 'r' and not relrowsecurity`;
    expect(await column(open)).toEqual([]);
    expect(
      await column(`select policyname as name from pg_policies where schemaname = 'lightning_pay'`),
    ).toEqual([]);
  });

  it('pin the search path of every function that runs as its owner', async () => {
    const loose = `${functions} and p.prosecdef and not coalesce(p.proconfig::text like '%search_path=%', false)`;
    expect(await column(loose)).toEqual([]);
  });
});
