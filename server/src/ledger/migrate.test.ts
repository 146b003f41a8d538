import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { MIGRATIONS_TABLE, migrate } from './migrate.ts';

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'lightning-pay-migrations-'));
});
afterEach(() => rm(folder, { recursive: true, force: true }));

/** A database that writes down what it is told. */
function target(done: readonly string[]) {
  const told: string[] = [];
  return {
    told,
    applied: async () => done,
    exec: async (sql: string) => {
      told.push(sql);
    },
  };
}

describe('migrate', () => {
  it('applies each new file in the order of names, in a transaction that also remembers it', async () => {
    await writeFile(join(folder, '20260103000000_third.sql'), 'select 3;');
    await writeFile(join(folder, '20260101000000_first.sql'), 'select 1;');
    await writeFile(join(folder, '20260102000000_second_one.sql'), 'select 2;');
    await writeFile(join(folder, 'README.md'), 'no migration');
    const db = target(['20260101000000_first.sql']);
    expect(await migrate(db, folder)).toEqual(['20260102000000_second_one.sql', '20260103000000_third.sql']);
    const [table, second, third] = db.told;
    expect(table).toMatch(new RegExp(`^create table if not exists public.${MIGRATIONS_TABLE} `));
    expect(second).toMatch(/^begin;\nselect 2;\ninsert .*20260102000000_second_one\.sql.*;\ncommit;$/s);
    expect(third).toMatch(/^begin;\nselect 3;/);
    expect(db.told).toHaveLength(3);
  });

  it('does nothing the second time', async () => {
    await writeFile(join(folder, '20260101000000_first.sql'), 'select 1;');
    const db = target(['20260101000000_first.sql']);
    expect(await migrate(db, folder)).toEqual([]);
    expect(db.told).toHaveLength(1);
  });

  it.each(["20260101000000_a'b.sql", '1_short.sql', '20260101000000_Upper.sql'])(
    'refuses the name %j',
    async (name) => {
      await writeFile(join(folder, name), 'select 1;');
      const db = target([]);
      await expect(migrate(db, folder)).rejects.toThrow(`migration with an odd name: ${name}`);
      expect(db.told).toHaveLength(1);
    },
  );

  it('stops at the first that fails', async () => {
    await writeFile(join(folder, '20260101000000_first.sql'), 'broken');
    await writeFile(join(folder, '20260102000000_second.sql'), 'select 2;');
    const db = target([]);
    const exec = async (sql: string) => {
      await db.exec(sql);
      if (sql.includes('broken')) throw new Error('syntax error');
    };
    await expect(migrate({ ...db, exec }, folder)).rejects.toThrow('syntax error');
    expect(db.told.some((sql) => sql.includes('select 2;'))).toBe(false);
  });
});
