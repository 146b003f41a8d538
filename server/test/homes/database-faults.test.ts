import postgres from 'postgres';
import { afterAll, beforeAll, describe, expect, it, onTestFinished, vi } from 'vitest';
import { openLedger } from '../../src/ledger/open-ledger.ts';
import type { ChangeNotices, Ledger } from '../../src/payments/ports.ts';
import { TIMINGS, type Timings } from '../../src/timings.ts';
import { expectInvariants } from '../acceptance/invariants.ts';
import {
  NO_SWEEP,
  newKey,
  QUICK_SWEEP,
  type Rig,
  type RigOptions,
  startRig,
  webhookBody,
} from '../acceptance/rig.ts';
import { settling } from '../fakes/ledger-rows.ts';
import { recordingAlerts } from '../fakes/recording-alerts.ts';
import { recordingCounters } from '../fakes/recording-counters.ts';
import { migrationsDir } from './migrations-dir.ts';
import { openPage } from './page-stream.ts';
import { type PostgresServer, startPostgres } from './postgres-server.ts';
import { startTcpProxy } from './tcp-proxy.ts';

let database: PostgresServer;
beforeAll(async () => {
  database = await startPostgres({ settings: { max_connections: '40' } });
});
afterAll(() => database.remove());

/** A composed server over this database; it is stopped when the test ends. */
async function serverOn(databaseUrl: string, options: RigOptions = {}): Promise<Rig> {
  const rig = await startRig({
    ledger: (home) => openLedger({ kind: 'postgres', databaseUrl }, home),
    ...options,
    // The deadline is for databases that fail, not for a machine that is busy with tests.
    timings: { ...NO_SWEEP, ledgerCallMs: 5_000, ...options.timings },
  });
  onTestFinished(() => rig.stop());
  return rig;
}

/** Another process's ledger over the same database. */
async function secondLedger(databaseUrl: string): Promise<Ledger> {
  const { ledger } = await openLedger(
    { kind: 'postgres', databaseUrl },
    { migrationsDir, timings: TIMINGS, alerts: recordingAlerts(), counters: recordingCounters() },
  );
  onTestFinished(() => ledger.close());
  return ledger;
}

/** A payment on its way, then settled by another process. */
async function settleElsewhere(ledger: Ledger, id: string): Promise<void> {
  const payment = await ledger.getPayment(id);
  if (payment === null) throw new Error(`no payment ${id}`);
  expect(await ledger.saveChange(settling(payment))).not.toBeNull();
}

const readiness = async (rig: Rig) => (await fetch(`${rig.url}/readyz`)).json();

/** How many webhooks BTCPay was told to bring again. */
const refusedWebhooks = (rig: Rig) =>
  rig.seen.log.filter((line) => line.includes('"/webhooks/btcpay"') && line.includes('"status":503')).length;

const settledRows = async (rig: Rig, id: string) =>
  (await rig.history(id)).events.filter(({ type }) => type === 'settled').length;

describe('a real PostgreSQL that fails', { timeout: 60_000 }, () => {
  it('F25 pool exhausted: 503 within 1 s, recovers without restart', async () => {
    expect(TIMINGS.ledgerCallMs).toBeLessThan(1_000);
    const url = await database.createDatabase();
    const rig = await serverOn(url, { timings: { ledgerCallMs: 400 } });
    const timed = async () => {
      const start = performance.now();
      const { status } = await rig.create();
      return { status, quick: performance.now() - start < 1_000 };
    };
    const refusedInTime = Array(30).fill({ status: 503, quick: true });
    const many = () => Promise.all(Array.from({ length: 30 }, timed));
    expect(await timed()).toEqual({ status: 201, quick: true });

    // Every connection of the pool waits for a lock that somebody holds.
    const locker = postgres(url, { max: 1 });
    onTestFinished(() => locker.end());
    await locker.begin(async (sql) => {
      await sql`lock table lightning_pay.payments in access exclusive mode`;
      expect(await many()).toEqual(refusedInTime);
    });
    expect(await timed()).toMatchObject({ status: 201 });

    // The database has taken our connections away, and has none left.
    const hogs = postgres(url, { max: 40, idle_timeout: 60 });
    await locker`select pg_terminate_backend(pid) from pg_stat_activity where application_name = 'lightning-pay'`;
    const greed = await Promise.allSettled(Array.from({ length: 40 }, () => hogs`select pg_sleep(0.2)`));
    expect(greed.some(({ status }) => status === 'rejected')).toBe(true);
    expect(await many()).toEqual(refusedInTime);
    await hogs.end();
    await vi.waitFor(async () => expect((await timed()).status).toBe(201), { timeout: 10_000 });
    await expectInvariants(rig.ledger);
  });

  it.each(['request', 'answer'] as const)(
    'F26 connection reset during COMMIT, outcome unknown (%s lost): the retry leaves exactly one ledger entry',
    async (at) => {
      const direct = await database.createDatabase();
      const proxy = await startTcpProxy(direct);
      onTestFinished(() => proxy.close());
      const rig = await serverOn(proxy.url(direct));
      const lost = { contains: '"expectedVersion"', at }; // the call that commits a change

      const key = { 'Idempotency-Key': newKey() };
      proxy.cutNext(lost);
      expect((await rig.create(undefined, key)).status).toBe(503);
      expect(proxy.cutDone).toBe(true);
      const answer = await vi.waitFor(
        async () => {
          const again = await rig.create(undefined, key);
          expect(again.status).toBe(201);
          return again;
        },
        { timeout: 20_000, interval: 100 },
      );
      const payment = (await answer.json()) as { id: string; clientSecret: string; reference: string };
      const invoices = await rig.btcpayInvoices(payment.reference);
      expect(invoices).toHaveLength(1);
      expect((await rig.history(payment.id)).events.map(({ type }) => type)).toEqual([
        'created',
        'invoice_added',
      ]);

      proxy.cutNext(lost);
      const invoiceId = invoices[0]?.id ?? '';
      rig.simulator.pay({ invoiceId });
      // The only one: what it says must not be lost with the connection.
      expect((await rig.deliver(webhookBody('InvoiceSettled', invoiceId))).ok).toBe(true);
      await vi.waitFor(async () => expect((await rig.payment(payment)).status).toBe('settled'), {
        timeout: 10_000,
      });
      expect(proxy.cutDone).toBe(true);
      await rig.inboxEmpty();
      expect(rig.seen.counts.get('webhook_apply_ledger_unavailable')).toBe(1);
      const { events, outbox } = await rig.history(payment.id);
      expect(events.map(({ type }) => type)).toEqual(['created', 'invoice_added', 'received', 'settled']);
      expect(outbox.map(({ type }) => type)).toEqual(['payment.settled']);
      await expectInvariants(rig.ledger);
    },
  );

  it('F27 database restarts under load: no settled payment lost, no duplicates', async () => {
    const own = await startPostgres();
    onTestFinished(() => own.remove());
    const rig = await serverOn(await own.createDatabase(), {
      webhooks: true,
      timings: { ...QUICK_SWEEP, inboxTakeUpMs: 200 },
    });
    const open = await Promise.all(Array.from({ length: 12 }, () => rig.createPayment()));
    const pages = await Promise.all(open.map((payment) => openPage(rig.url, payment)));

    for (const { invoiceId } of open.slice(0, 4)) rig.simulator.pay({ invoiceId });
    await own.stop('SIGQUIT');
    for (const { invoiceId } of open.slice(4, 8)) rig.simulator.pay({ invoiceId });
    const keys = Array.from({ length: 4 }, () => ({ 'Idempotency-Key': newKey() }));
    const refused = await Promise.all(keys.map((key) => rig.create(undefined, key)));
    expect(refused.map(({ status }) => status)).toEqual(Array(4).fill(503));
    expect(await readiness(rig)).toEqual({ status: 'fail' });
    // As long as BTCPay takes to be refused by us again and again, each time later.
    await vi.waitFor(() => expect(refusedWebhooks(rig)).toBeGreaterThanOrEqual(2), { timeout: 20_000 });
    await own.start();
    for (const { invoiceId } of open.slice(8)) rig.simulator.pay({ invoiceId });

    await Promise.all(pages.map((page) => page.until('settled')));
    for (const { id } of open) expect(await settledRows(rig, id)).toBe(1);
    const retried = await Promise.all(keys.map((key) => rig.create(undefined, key)));
    expect(retried.map(({ status }) => status)).toEqual(Array(4).fill(201));
    await vi.waitFor(async () => expect(await readiness(rig)).toEqual({ status: 'pass' }), {
      timeout: 5_000,
    });
    await rig.inboxEmpty();
    await expectInvariants(rig.ledger);
  });

  it('F28 the notification connection dies silently: noticed within 30 s, open streams keep working by polling', async () => {
    expect(TIMINGS.notifyPingMs + TIMINGS.notifyPongMs).toBeLessThan(30_000);
    const timings: Partial<Timings> = {
      ...{ notifyPingMs: 300, notifyPongMs: 400, notifyRetryMs: 50 },
      ...{ feedPollMs: 50, feedRefreshMs: 3_600_000 },
    };
    const direct = await database.createDatabase();
    const proxy = await startTcpProxy(direct);
    onTestFinished(() => proxy.close());
    let notices: ChangeNotices | null = null;
    const rig = await serverOn(direct, {
      timings,
      async ledger(home) {
        const opened = await openLedger({ kind: 'postgres', databaseUrl: proxy.url(direct) }, home);
        notices = opened.notices;
        return opened;
      },
    });
    const isLive = () => notices?.live;
    await vi.waitFor(() => expect(isLive()).toBe(true), { timeout: 10_000 });
    const elsewhere = await secondLedger(direct);
    const payments = await Promise.all([1, 2, 3].map(() => rig.createPayment()));
    const pages = await Promise.all(payments.map((payment) => openPage(rig.url, payment)));
    const settle = async (index: number) => {
      await settleElsewhere(elsewhere, payments[index]?.id ?? '');
      await pages[index]?.until('settled');
    };

    await settle(0); // by a notification: nothing else runs in this time
    expect(isLive()).toBe(true);

    proxy.silence('lightning-pay listen');
    await settle(1); // the new connection is silent too
    expect([rig.seen.counts.get('notifications_lost'), isLive()]).toEqual([1, false]);

    proxy.heal();
    await vi.waitFor(() => expect(isLive()).toBe(true), { timeout: 5_000 });
    await settle(2);
    expect([rig.seen.counts.get('notifications_lost'), isLive()]).toEqual([1, true]);
  });
});
