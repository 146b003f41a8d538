import postgres from 'postgres';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { migratePostgres } from '../../src/ledger/postgres.ts';
import { TIMINGS as timings } from '../../src/timings.ts';
import { START_MS } from '../fakes/clock.ts';
import { migrationsDir } from './migrations-dir.ts';
import { type PostgresServer, startPostgres } from './postgres-server.ts';

const PAYMENTS = 40_000;
const LIMIT = 20;

/** A row a second; every hundredth payment is `invalid`, the others have the common statuses; four orders share them all. */
const FILL = `
  insert into lightning_pay.payments (id, reference, status, version, priced_by, amount_minor, currency, order_id, network,
      created_at, settled_at)
    select 'pay_' || n, 'LP-' || n, status, 1, 'open', 5000, 'USD', 'order ' || n % 4, 'regtest', at,
      case when status = 'settled' then at + interval '1 minute' end
    from (select n, to_timestamp(${START_MS / 1_000}) + n * interval '1 second' as at,
        case when n % 100 = 0 then 'invalid' else (array['settled', 'expired', 'new'])[1 + n % 3] end as status
      from generate_series(1, ${PAYMENTS}) n) made;
  insert into lightning_pay.invoices (id, payment_id, attempt, status, bolt11, payment_hash, amount_msat, due_msat, rate,
      expiration, expires_at, deadline, created_at)
    select 'inv_' || id, id, 1, status, 'lnbcrt1', id, 1000, 1000, '1', created_at, created_at, created_at, created_at
    from lightning_pay.payments;
  insert into lightning_pay.outbox (id, payment_id, version, channel, type, cause, at, state, next_attempt)
    select 'evt_' || id, id, 1, 'webhook', 'payment.settled', id, created_at,
      case when right(id, 2) = '00' then 'dead' else 'delivered' end, created_at
    from lightning_pay.payments;
  insert into lightning_pay.deliveries (outbox_id, at, duration_ms, status)
    select id, at, 12, 204 from lightning_pay.outbox;
`;

/** Each way to choose some of these. */
function subsets<T>([first, ...rest]: readonly T[]): T[][] {
  if (first === undefined) return [[]];
  const without = subsets(rest);
  return [...without, ...without.map((some) => [first, ...some])];
}

/** What this connection has read of a table, since its last counts were handed on. */
interface Counts {
  readonly name: string;
  readonly scans: number;
  readonly rows: number;
}

/** What a call read. */
interface Reads {
  readonly found: readonly unknown[];
  /** By table. */
  readonly rows: ReadonlyMap<string, number>;
  /** Tables that were read from end to end. */
  readonly scanned: readonly string[];
}

async function counts(transaction: postgres.TransactionSql): Promise<readonly Counts[]> {
  return transaction.unsafe<Counts[]>(
    `select relname as name, seq_scan::integer as scans,
       (seq_tup_read + coalesce(idx_tup_fetch, 0))::integer as rows
     from pg_stat_xact_user_tables where schemaname = 'lightning_pay' order by relname`,
  );
}

describe('lists, on a real PostgreSQL with tens of thousands of rows', () => {
  let server: PostgresServer;
  let sql: postgres.Sql;
  beforeAll(async () => {
    server = await startPostgres();
    const databaseUrl = await server.createDatabase();
    await migratePostgres({ databaseUrl, migrationsDir, timings });
    sql = postgres(databaseUrl, { max: 1, onnotice: () => {} });
    await sql.unsafe(FILL);
    await sql.unsafe('vacuum analyze');
  }, 120_000);
  afterAll(async () => {
    await sql.end();
    await server.remove();
  });

  async function call(name: string, args: object): Promise<Reads> {
    return sql.begin(async (transaction) => {
      const before = new Map((await counts(transaction)).map((table) => [table.name, table]));
      const [answer] = await transaction.unsafe<{ result: unknown[] }[]>(
        `select public.${name}($1::text::jsonb) as result`,
        [JSON.stringify(args)],
      );
      const read = (await counts(transaction)).map((table) => ({
        name: table.name,
        scans: table.scans - (before.get(table.name)?.scans ?? 0),
        rows: table.rows - (before.get(table.name)?.rows ?? 0),
      }));
      return {
        found: answer?.result ?? [],
        rows: new Map(read.map((table) => [table.name, table.rows])),
        scanned: read.filter(({ scans }) => scans > 0).map((table) => table.name),
      };
    });
  }

  const middle = `pay_${PAYMENTS / 2}`;
  const conditions: [string, string | number][][] = [
    ...subsets<[string, string | number]>([
      ['status', 'settled'],
      ['orderId', 'order 1'],
      ['reference', `LP-${PAYMENTS / 2 - 395}`],
      ['fromMs', START_MS + 1_000],
      ['toMs', START_MS + PAYMENTS * 900],
      ['afterId', middle],
    ]),
    ...subsets<[string, string | number]>([
      ['orderId', 'order 0'],
      ['toMs', START_MS + PAYMENTS * 900],
      ['afterId', middle],
    ]).map((some): [string, string | number][] => [['status', 'invalid'], ...some]),
  ];

  it.each(
    conditions.map((some) => [some.map(([name, value]) => `${name} ${value}`).join(', '), some] as const),
  )('a page of payments by [%s] reads no more than it shows', async (_, some) => {
    const { found, rows, scanned } = await call('lp_list_payments', {
      limit: LIMIT,
      ...Object.fromEntries(some),
    });
    const byReference = some.some(([name]) => name === 'reference');
    expect(found).toHaveLength(byReference ? 1 : LIMIT);
    expect(scanned).toEqual([]);
    // And the row of the payment after which it begins.
    expect(rows.get('payments')).toBeLessThanOrEqual(LIMIT + 1);
    expect(rows.get('invoices')).toBeLessThanOrEqual(LIMIT);
  });

  it.each([{}, { state: 'delivered' }, { state: 'dead' }])('a page of messages by %j too', async (by) => {
    for (const after of [{}, { afterId: `evt_${middle}` }]) {
      const { found, rows, scanned } = await call('lp_list_messages', { limit: LIMIT, ...by, ...after });
      expect(found).toHaveLength(LIMIT);
      expect(scanned).toEqual([]);
      expect(rows.get('outbox')).toBeLessThanOrEqual(LIMIT + 1);
      expect(rows.get('deliveries')).toBeLessThanOrEqual(LIMIT);
    }
  });

  it('a summary reads what settled in its days, and nothing else', async () => {
    const { found, rows, scanned } = await call('lp_summarize_days', {
      fromMs: START_MS,
      toMs: START_MS + 1_000_000,
    });
    expect(found).toHaveLength(1);
    expect(scanned).toEqual([]);
    expect(rows.get('payments')).toBeLessThanOrEqual(1_000);
  });
});
