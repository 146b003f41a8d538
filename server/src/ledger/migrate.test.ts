import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { migrate } from './migrate.ts';

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'lightning-pay-migrations-'));
});
afterEach(() => rm(folder, { recursive: true, force: true }));

/** A database that writes down what it is told. */
function target(done: readonly string[], pushed: readonly string[] | null = null) {
  const told: string[] = [];
  return {
    told,
    async names(sql: string) {
      if (sql.includes('to_regclass'))
        return pushed === null ? [] : ['supabase_migrations.schema_migrations'];
      return sql.includes('supabase_migrations') ? (pushed ?? []) : done;
    },
    async exec(sql: string) {
      told.push(sql);
      if (sql.includes('broken')) throw new Error('syntax error');
    },
  };
}

const applied = ({ told }: { told: string[] }) => told.filter((sql) => sql.startsWith('begin;'));

describe('migrate', () => {
  it('applies each new file in the order of names, in a transaction that also remembers it', async () => {
    await writeFile(join(folder, '20260103000000_third.sql'), 'select 3;');
    await writeFile(join(folder, '20260101000000_first.sql'), 'select 1;');
    await writeFile(join(folder, '20260102000000_second_one.sql'), 'select 2;');
    await writeFile(join(folder, 'README.md'), 'no migration');
    const db = target(['20260101000000_first.sql']);
    const names = ['20260102000000_second_one.sql', '20260103000000_third.sql'];
    expect(await migrate(db, folder, 500)).toEqual(names);
    expect(applied(db)).toEqual(
      [2, 3].map((number, index) =>
        expect.stringMatching(
          new RegExp(
            `^begin;\\nselect ${number};\\ninsert into lightning_pay.migrations .*'${names[index]}'\\);\\ncommit;$`,
          ),
        ),
      ),
    );
  });

  it('holds the lock from before it looks until the end, and waits for it no longer than it may', async () => {
    await writeFile(join(folder, '20260101000000_first.sql'), 'select 1;');
    const db = target([]);
    await migrate(db, folder, 500);
    expect(db.told[0]).toMatch(/^set lock_timeout = 500; select pg_advisory_lock\(/);
    expect(db.told.at(-1)).toMatch(/^select pg_advisory_unlock\(/);
  });

  it('does nothing the second time', async () => {
    await writeFile(join(folder, '20260101000000_first.sql'), 'select 1;');
    const db = target(['20260101000000_first.sql']);
    expect(await migrate(db, folder, 500)).toEqual([]);
    expect(applied(db)).toEqual([]);
  });

  it('leaves out what the Supabase CLI has pushed', async () => {
    await writeFile(join(folder, '20260101000000_first.sql'), 'select 1;');
    await writeFile(join(folder, '20260102000000_second.sql'), 'select 2;');
    const db = target([], ['20250101000000', '20260101000000']);
    expect(await migrate(db, folder, 500)).toEqual(['20260102000000_second.sql']);
  });

  it.each(["20260101000000_a'b.sql", '1_short.sql', '20260101000000_Upper.sql'])(
    'refuses the name %j',
    async (name) => {
      await writeFile(join(folder, name), 'select 1;');
      const db = target([]);
      await expect(migrate(db, folder, 500)).rejects.toThrow(`migration with an odd name: ${name}`);
      expect(applied(db)).toEqual([]);
    },
  );

  it('stops at the first that fails, takes it back, and lets the lock go', async () => {
    await writeFile(join(folder, '20260101000000_first.sql'), 'broken');
    await writeFile(join(folder, '20260102000000_second.sql'), 'select 2;');
    const db = target([]);
    await expect(migrate(db, folder, 500)).rejects.toThrow('syntax error');
    expect(applied(db)).toHaveLength(1);
    expect(db.told.slice(-2)).toEqual(['rollback', expect.stringMatching(/^select pg_advisory_unlock\(/)]);
  });
});
