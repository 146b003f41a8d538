import { afterAll, beforeAll, describe, expect, it, onTestFinished, vi } from 'vitest';
import { openLedger } from '../../src/ledger/open-ledger.ts';
import { expectInvariants } from '../acceptance/invariants.ts';
import { newKey, startRig } from '../acceptance/rig.ts';
import { openPage } from './page-stream.ts';
import { type PostgresServer, startPostgres } from './postgres-server.ts';
import { mountSmallDisk, type SmallDisk } from './small-disk.ts';

let database: PostgresServer;
let disk: SmallDisk;
beforeAll(async () => {
  disk = await mountSmallDisk(32);
  database = await startPostgres();
});
afterAll(async () => {
  await database.remove();
  await disk.remove();
});

describe('a real PostgreSQL on a full disk', { timeout: 60_000 }, () => {
  it('F30 readiness fails, writes are refused cleanly, one alert fires; normal service after space returns', async () => {
    const databaseUrl = await database.createDatabase(disk.folder);
    const rig = await startRig({
      ledger: (home) => openLedger({ kind: 'postgres', databaseUrl }, home),
      timings: { ledgerCallMs: 5_000, ledgerProbeMs: 100 },
      webhooks: true,
    });
    onTestFinished(() => rig.stop());
    const readiness = async () => {
      const answer = await fetch(`${rig.url}/readyz`);
      return [answer.status, await answer.json()];
    };
    const ready = [200, { status: 'pass' }];
    const notReady = [503, { status: 'fail' }];
    const paid = await rig.createPayment();
    const page = await openPage(rig.url, paid);
    expect(await readiness()).toEqual(ready);

    await disk.fill();
    const keys: string[] = [];
    const refused = await vi.waitFor(
      async () => {
        keys.push(newKey()); // until the free room in the pages that are there is used up
        const answer = await rig.create(undefined, { 'Idempotency-Key': keys.at(-1) ?? '' });
        expect(answer.status).toBe(503);
        return answer;
      },
      { timeout: 30_000, interval: 1 },
    );
    expect(await refused.json()).toMatchObject({ code: 'ledger_unavailable' });
    expect(await readiness()).toEqual(notReady);
    const alerts = rig.seen.alerts.filter(({ name }) => name === 'ledger_unavailable');
    expect(alerts).toEqual([
      { name: 'ledger_unavailable', fields: { function: expect.any(String), code: '53100' } },
    ]);
    expect((await rig.payment(paid)).status).toBe('new');
    rig.simulator.pay({ invoiceId: paid.invoiceId });
    expect(await readiness()).toEqual(notReady);

    await disk.free();
    await vi.waitFor(async () => expect(await readiness()).toEqual(ready), { timeout: 10_000 });
    await page.until('settled');
    const retried = await vi.waitFor(
      async () => {
        const answer = await rig.create(undefined, { 'Idempotency-Key': keys.at(-1) ?? '' });
        expect(answer.status).toBe(201);
        return answer;
      },
      { timeout: 20_000, interval: 200 },
    );
    const { reference } = (await retried.json()) as { reference: string };
    expect(await rig.btcpayInvoices(reference)).toHaveLength(1);
    await rig.inboxEmpty();
    await expectInvariants(rig.ledger);
  });
});
