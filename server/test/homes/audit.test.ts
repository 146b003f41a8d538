import postgres from 'postgres';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openLedger } from '../../src/ledger/open-ledger.ts';
import { DIFFERENCES, type DifferenceName } from '../../src/payments/audit.ts';
import type { Sender } from '../../src/payments/outgoing.ts';
import { auditAll, type Created, settled } from '../acceptance/audit-all.ts';
import { NO_SWEEP, type Rig, startRig } from '../acceptance/rig.ts';
import { type PostgresServer, startPostgres } from './postgres-server.ts';

let database: PostgresServer;
beforeAll(async () => {
  database = await startPostgres();
}, 60_000);
afterAll(() => database.remove());

describe('the audit of books that differ', { timeout: 60_000 }, () => {
  let rig: Rig;
  let sql: postgres.Sql;
  beforeAll(async () => {
    const databaseUrl = await database.createDatabase();
    rig = await startRig({
      ledger: (home) => openLedger({ kind: 'postgres', databaseUrl }, home),
      timings: NO_SWEEP,
      webhooks: true,
    });
    sql = postgres(databaseUrl, { max: 1, onnotice: () => {} });
  }, 60_000);
  afterAll(async () => {
    await sql.end();
    await rig.stop();
  });

  /** BTCPay goes on, and nobody hears of it. */
  async function unheard(): Promise<Created> {
    const created = await rig.createPayment();
    rig.simulator.webhooks({ drop: true });
    return created;
  }
  const insertRefund = (payment: Created, amountMinor: number, state: string, link: string | null) => sql`
    insert into lightning_pay.refunds (id, payment_id, invoice_id, key_hash, request_hash, amount_minor, currency, state,
      claimed_until, asked_at, link, created_at)
    values (${`rfd_${payment.id}`}, ${payment.id}, ${payment.invoiceId}, ${payment.id}, '', ${amountMinor}, 'USD',
      ${state}, now(), now() - interval '1 hour', ${link}, now())`;

  /** Settled, and all four webhooks of it applied: none of them mends what is planted next. */
  async function settledForGood(): Promise<Created> {
    const created = await settled(rig);
    const applied = async () => {
      const rows = await sql`select 1 from lightning_pay.inbox
        where invoice_id = ${created.invoiceId} and state = 'applied'`;
      return rows.length;
    };
    await expect.poll(applied, { timeout: 10_000 }).toBe(4);
    return created;
  }

  /** How each difference comes about. */
  const PLANTED: Record<DifferenceName, () => Promise<Created>> = {
    async invoice_missing_in_ledger() {
      const created = await unheard();
      await sql`delete from lightning_pay.invoices where payment_id = ${created.id}`;
      rig.simulator.pay({ invoiceId: created.invoiceId });
      return created;
    },
    async invoice_missing_at_btcpay() {
      const created = await rig.createPayment();
      await sql`update lightning_pay.invoices set id = ${`gone${created.id}`} where payment_id = ${created.id}`;
      return created;
    },
    invoice_unreadable: () => rig.createPayment(),
    async status_differs() {
      const created = await unheard();
      rig.simulator.mark({ invoiceId: created.invoiceId, status: 'Invalid' });
      return created;
    },
    async sats_differ() {
      const created = await unheard();
      rig.simulator.pay({ invoiceId: created.invoiceId, sats: 1_000 });
      return created;
    },
    async amount_differs() {
      const created = await rig.createPayment();
      await sql`update lightning_pay.payments set amount_minor = 5001 where id = ${created.id}`;
      return created;
    },
    async settled_without_row() {
      const created = await settledForGood();
      await sql`delete from lightning_pay.payment_events where payment_id = ${created.id} and type = 'settled'`;
      return created;
    },
    async row_without_settled() {
      const created = await settledForGood();
      await sql`update lightning_pay.payments set status = 'expired', settled_at = null, receipt_token = null
        where id = ${created.id}`;
      return created;
    },
    async settled_twice() {
      const created = await settledForGood();
      await sql`insert into lightning_pay.outbox (id, payment_id, version, channel, type, cause, at, next_attempt)
        values (${`evt_${created.id}`}, ${created.id}, 9, 'webhook', 'payment.settled', 'again', now(), now())`;
      return created;
    },
    async rows_do_not_sum() {
      const created = await settledForGood();
      await sql`update lightning_pay.payment_events set data = jsonb_set(data, '{msat}', '"1000"')
        where payment_id = ${created.id} and type = 'received'`;
      return created;
    },
    async event_missing() {
      const created = await settledForGood();
      await sql`delete from lightning_pay.outbox where payment_id = ${created.id}`;
      return created;
    },
    async delivery_dead() {
      const created = await settledForGood();
      await sql`update lightning_pay.outbox set state = 'dead' where payment_id = ${created.id}`;
      return created;
    },
    async delivery_overdue() {
      const created = await settledForGood();
      await sql`update lightning_pay.outbox set next_attempt = now() - interval '1 hour'
        where payment_id = ${created.id}`;
      return created;
    },
    async refund_unknown() {
      const created = await settledForGood();
      await insertRefund(created, 100, 'unknown', null);
      return created;
    },
    async refunds_exceed_paid() {
      const created = await settledForGood();
      await insertRefund(created, 5_001, 'created', 'https://btcpay.example.com/pull-payments/p');
      return created;
    },
  };
  /** What stands beside the database: a channel that is on, and a BTCPay whose answer cannot be read. */
  const portsFor = (name: DifferenceName, { invoiceId }: Created): Partial<Rig['ports']> => {
    if (name === 'delivery_overdue') return { senders: { webhook: SILENT, notice: null, receipt: null } };
    if (name !== 'invoice_unreadable') return {};
    return {
      invoices: {
        async listInvoices(fromMs, toMs) {
          const page = await rig.ports.invoices?.listInvoices(fromMs, toMs);
          if (page === undefined) throw new Error('no list');
          const bad = page.readings.filter((reading) => reading.invoiceId === invoiceId);
          return {
            ...page,
            readings: page.readings.filter((reading) => reading.invoiceId !== invoiceId),
            unreadable: bad.map(({ reference }) => ({ invoiceId, reference })),
          };
        },
      },
    };
  };

  it('has a case of each name', () => {
    expect(Object.keys(PLANTED).sort()).toEqual([...DIFFERENCES].sort());
  });

  it.each(DIFFERENCES)('names %s, with the payment and what either side says', async (name) => {
    const created = await PLANTED[name]();
    await rig.inboxEmpty();
    const { report, differences } = await auditAll(rig, portsFor(name, created));
    rig.simulator.webhooks({ drop: false });
    const found = differences.filter(({ reference }) => reference === created.reference);
    expect(found).toEqual([
      {
        name,
        reference: created.reference,
        about: expect.stringMatching(/./),
        ledger: expect.stringMatching(/./),
        other: expect.stringMatching(/./),
      },
    ]);
    expect(report.differences).toBe(differences.length);
  });
});

const SILENT: Sender = {
  endpoint: null,
  send: async () => ({ kind: 'failed', status: null, reason: 'silent', retryAfterMs: null }),
};
