import { describe, expect, it } from 'vitest';
import { type Env, EnvReader } from './env-reader.ts';
import { type Home, readHome, readMigrationTarget } from './home.ts';

const SUPABASE = { SUPABASE_URL: 'https://shop.supabase.example', SUPABASE_SECRET_KEY: 'x'.repeat(16) };
const DATABASE = { DATABASE_URL: 'postgres://127.0.0.1/shop' };
const ALL = 'SUPABASE_URL, SUPABASE_SECRET_KEY, DATABASE_URL, DATA_DIR';

function read(env: Env) {
  const reader = new EnvReader(env, () => '');
  return { home: readHome(reader), faults: reader.faults };
}

describe('readHome', () => {
  const url = `${SUPABASE.SUPABASE_URL}/`;
  const secretKey = SUPABASE.SUPABASE_SECRET_KEY;
  const databaseUrl = DATABASE.DATABASE_URL;

  it.each<[string, Env, Home]>([
    ['the embedded database in DATA_DIR', { DATA_DIR: './data' }, { kind: 'pglite', dataDir: './data' }],
    ['a PostgreSQL', DATABASE, { kind: 'postgres', databaseUrl }],
    ['Supabase', SUPABASE, { kind: 'supabase', url, secretKey, databaseUrl: null }],
    [
      'Supabase with its database beside it',
      { ...SUPABASE, ...DATABASE },
      { kind: 'supabase', url, secretKey, databaseUrl },
    ],
  ])('is %s', (_, env, home) => {
    expect(read(env)).toEqual({ home, faults: [] });
  });

  it.each<[string, Env, string, RegExp]>([
    ['no home', {}, ALL, /^no home.*exactly one/],
    ['a folder and a database', { DATA_DIR: './data', ...DATABASE }, ALL, /^more than one home/],
    ['a folder and Supabase', { DATA_DIR: './data', ...SUPABASE }, ALL, /^more than one home/],
    [
      'a folder and half of Supabase',
      { DATA_DIR: './data', SUPABASE_URL: SUPABASE.SUPABASE_URL },
      ALL,
      /^more than one home/,
    ],
    ['a Supabase URL alone', { SUPABASE_URL: SUPABASE.SUPABASE_URL }, 'SUPABASE_SECRET_KEY', /^is missing/],
    [
      'a Supabase key alone',
      { SUPABASE_SECRET_KEY: SUPABASE.SUPABASE_SECRET_KEY },
      'SUPABASE_URL',
      /^is missing/,
    ],
    [
      'a Supabase key beside a database',
      { ...DATABASE, SUPABASE_SECRET_KEY: SUPABASE.SUPABASE_SECRET_KEY },
      'SUPABASE_URL',
      /^is missing/,
    ],
    [
      'a Supabase URL of another scheme',
      { ...SUPABASE, SUPABASE_URL: 'postgres://x' },
      'SUPABASE_URL',
      /another scheme/,
    ],
    ['a short Supabase key', { ...SUPABASE, SUPABASE_SECRET_KEY: 'x' }, 'SUPABASE_SECRET_KEY', /too short/],
    ['a database of another scheme', { DATABASE_URL: 'mysql://x' }, 'DATABASE_URL', /another scheme/],
    ['an empty folder name', { DATA_DIR: '' }, 'DATA_DIR', /set but empty/],
  ])('%s is one fault', (_, env, name, message) => {
    expect(read(env).faults).toEqual([{ name, message: expect.stringMatching(message) }]);
  });

  it('counts a home that comes from a file', () => {
    expect(read({ DATA_DIR: './data', DATABASE_URL_FILE: '/run/secrets/database' }).faults).toContainEqual({
      name: ALL,
      message: expect.stringMatching(/^more than one home/),
    });
  });
});

describe('readMigrationTarget', () => {
  const target = (env: Env) => {
    const reader = new EnvReader(env, () => '');
    return { url: readMigrationTarget(reader), faults: reader.faults };
  };

  it('is DATABASE_URL, whatever else is set', () => {
    const found = { url: DATABASE.DATABASE_URL, faults: [] };
    expect(target(DATABASE)).toEqual(found);
    expect(target({ ...DATABASE, ...SUPABASE })).toEqual(found);
  });

  it.each<[string, Env, string, RegExp]>([
    ['nothing', {}, 'DATABASE_URL', /is missing: write a postgres/],
    ['Supabase without its database', SUPABASE, 'DATABASE_URL', /is missing: write a postgres/],
    ['another scheme', { DATABASE_URL: 'mysql://x' }, 'DATABASE_URL', /another scheme/],
    ['a folder', { DATA_DIR: './data' }, 'DATA_DIR', /migrates itself/],
  ])('refuses %s', (_, env, name, message) => {
    expect(target(env).faults).toEqual([{ name, message: expect.stringMatching(message) }]);
  });
});
