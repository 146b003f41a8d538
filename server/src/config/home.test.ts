import { describe, expect, it } from 'vitest';
import { type Env, EnvReader } from './env-reader.ts';
import { readHome } from './home.ts';

const SUPABASE = { SUPABASE_URL: 'https://shop.supabase.example', SUPABASE_SECRET_KEY: 'x'.repeat(16) };
const DATABASE = { DATABASE_URL: 'postgres://127.0.0.1/shop' };
const ALL = 'SUPABASE_URL, SUPABASE_SECRET_KEY, DATABASE_URL, DATA_DIR';

function read(env: Env) {
  const reader = new EnvReader(env, () => '');
  return { home: readHome(reader), faults: reader.faults };
}

describe('readHome', () => {
  it('is the embedded database in DATA_DIR', () => {
    expect(read({ DATA_DIR: './data' })).toEqual({ home: { kind: 'pglite', dataDir: './data' }, faults: [] });
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
    ['Supabase', SUPABASE, 'SUPABASE_URL', /not built in this version.*write DATA_DIR/],
    ['Supabase with its database', { ...SUPABASE, ...DATABASE }, 'SUPABASE_URL', /not built in this version/],
    ['a database', DATABASE, 'DATABASE_URL', /not built in this version.*write DATA_DIR/],
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
