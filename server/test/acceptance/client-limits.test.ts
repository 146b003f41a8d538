import { BlockList } from 'node:net';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openPage } from '../homes/page-stream.ts';
import { crowd, few, from, QUICK_LEDGER, quickRig, tally, times } from './crowd.ts';
import { expectInvariants } from './invariants.ts';
import { type Rig, startRig, webhookBody } from './rig.ts';

const TIMEOUT = { timeout: 40_000 };

describe('the limits of one client, behind a trusted proxy', TIMEOUT, () => {
  let rig: Rig;
  beforeAll(async () => {
    rig = await startRig({
      ...few({ rateLimit: 50, streamsPerClient: 20 }),
      ...QUICK_LEDGER,
      webhooks: true,
      timings: { readWindowMs: 600_000 },
    });
  });
  afterAll(() => rig.stop());
  const createFrom = (addresses: readonly string[]) =>
    crowd(addresses, (address) => rig.create(undefined, from(address)));

  it('hold the client that the proxy names, whatever the client wrote before that', async () => {
    const forged = await createFrom(times(60, (i) => `198.51.100.${i}, 203.0.113.7`));
    expect(await tally(forged)).toEqual({ 201: 50, 429: 10 });
    expect(await tally(await createFrom(['203.0.113.8', '203.0.113.9']))).toEqual({ 201: 2 });
  });

  it('A23 the addresses of an IPv6 /64 are one client, the next /64 is another', async () => {
    const hosts = times(200, (i) => `2001:db8:1:2:${i.toString(16)}::${(i * 7).toString(16)}`);
    expect(await tally(await createFrom(hosts))).toEqual({ 201: 50, 429: 150 });
    expect(await tally(await createFrom(['2001:db8:1:3::1']))).toEqual({ 201: 1 });
  });

  it('count a repeated creation once, and keep no address', async () => {
    const client = from('203.0.113.99');
    const again = { ...client, 'Idempotency-Key': 'k'.repeat(22) };
    const first = await rig.create(undefined, again);
    expect(first.status).toBe(201);
    const { id } = (await first.json()) as { id: string };
    const replayed = await crowd(times(60, String), () => rig.create(undefined, again));
    expect(replayed.every(({ headers }) => headers.get('idempotency-replayed') === 'true')).toBe(true);
    const fresh = await crowd(times(60, String), () => rig.create(undefined, client));
    expect([await tally(replayed), await tally(fresh)]).toEqual([{ 201: 60 }, { 201: 49, 429: 11 }]);

    const kept = JSON.stringify([rig.seen.log, rig.seen.alerts, await rig.history(id)], (_, value) =>
      typeof value === 'bigint' ? `${value}` : value,
    );
    expect(kept).toContain(id);
    expect(kept).toContain('rate_limited');
    expect(kept).not.toMatch(/203\.0\.113|2001:db8|127\.0\.0\.1/);
  });

  it('A24 50 buyers behind one address are paid, 20 by stream and 30 by polling, whoever hammers', async () => {
    const buyers = await crowd(times(50, String), () => rig.createPayment());
    const streams = await crowd(buyers.slice(0, 20), (buyer) => openPage(rig.url, buyer));
    const [hammered, ...polling] = buyers.slice(20);
    if (hammered === undefined) throw new Error('there are fifty');
    const headers = { Authorization: `Bearer ${hammered.clientSecret}` };
    const read = () => fetch(`${rig.url}/v1/payments/${hammered.id}`, { headers });
    const answers = await tally(await crowd(times(300, String), read));
    expect(answers).toEqual({ 200: 100, 429: 200 });

    for (const { invoiceId } of buyers) rig.simulator.pay({ invoiceId });
    await Promise.all(streams.map((stream) => stream.until('settled')));
    for (const buyer of polling) {
      await expect
        .poll(async () => (await rig.payment(buyer)).status, { timeout: 20_000, interval: 300 })
        .toBe('settled');
    }
    await rig.inboxEmpty();
    expect((await rig.merchantPayment(hammered.id)).status).toBe('settled');
    await expectInvariants(rig.ledger);
  });

  it('are none for BTCPay: 500 webhooks from one address are all taken', async () => {
    const hints = times(500, (i) => webhookBody('InvoiceProcessing', `stranger${i}`));
    expect(await tally(await crowd(hints, (hint) => rig.deliver(hint)))).toEqual({ 204: 500 });
  });
});

describe('the limits of one client', TIMEOUT, () => {
  it('A22 1,000 forwarded addresses from a peer that is no proxy are one client', async () => {
    const { settings } = few({ rateLimit: 5 });
    const rig = await quickRig({ settings: { ...settings, trustedProxies: new BlockList() } });
    const forged = times(1_000, (i) => `198.51.${i >> 8}.${i & 255}`);
    const answers = await crowd(forged, (address) => rig.create(undefined, from(address)));
    expect(await tally(answers)).toEqual({ 201: 5, 429: 995 });
    expect(await rig.btcpayInvoices()).toHaveLength(5);
  });

  it('count a renewal where it makes an invoice, and only there', async () => {
    const rig = await quickRig({ ...few({ rateLimit: 1 }), lifeScale: 0.02 });
    const payment = await rig.createPayment();
    expect((await rig.renew(payment)).status, 'it can still be paid').toBe(200);
    await expect.poll(async () => (await rig.payment(payment)).invoice, { timeout: 5_000 }).toBeNull();
    expect(await tally([await rig.renew(payment)])).toEqual({ 429: 1 });
    expect(await rig.btcpayInvoices()).toHaveLength(1);
  });
});
