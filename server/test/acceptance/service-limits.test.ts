import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { parseMoney } from '../../src/payments/money.ts';
import { openPage } from '../homes/page-stream.ts';
import { crowd, few, from, quickRig, tally, times } from './crowd.ts';
import { PRICING, signed } from './pricing.ts';
import { type Rig, type RigOptions, startRig } from './rig.ts';

const TIMEOUT = { timeout: 40_000 };

/** 1,000 creations: 100 addresses and one /64, in turns. */
const HOSTILE = times(1_000, (i) =>
  i % 2 === 0 ? `198.51.100.${(i / 2) % 100}` : `2001:db8:bad::${i.toString(16)}`,
);

const attack = (rig: Rig) => crowd(HOSTILE, (address) => rig.create({ amount: '20' }, from(address)));

/** Buyers who pay what the merchant says, in the catalogue or by a signed request, each from an address of their own. */
async function buy(rig: Rig, count: number): Promise<Response[]> {
  const price = parseMoney('25', 'USD');
  await rig.ledger.putProduct({ id: 'mug', title: 'A mug', price, active: true });
  return crowd(times(count, Number), (i) =>
    rig.create(i % 2 === 0 ? { product: 'mug' } : { request: signed() }, from(`192.0.2.${i}`)),
  );
}

const priced = (limits: Parameters<typeof few>[0]): RigOptions => ({
  settings: { ...few(limits).settings, ...PRICING },
});

describe('MAX_OPEN_PAYMENTS', TIMEOUT, () => {
  let rig: Rig;
  beforeAll(async () => {
    rig = await startRig(priced({ rateLimit: 100, maxOpenPayments: 100 }));
  });
  afterAll(() => rig.stop());

  it('A25 holds under 1,000 hostile creations, and a fifth is kept for products and signed requests', async () => {
    expect(await tally(await attack(rig))).toEqual({ 201: 80, 429: 920 });
    expect(await rig.btcpayInvoices()).toHaveLength(80);
    expect(await tally(await buy(rig, 25))).toEqual({ 201: 20, 429: 5 });
    expect(await rig.btcpayInvoices()).toHaveLength(100);
  });
});

describe('MINT_RATE', TIMEOUT, () => {
  it('holds under 1,000 hostile creations, and a fifth is kept for products and signed requests', async () => {
    const rig = await quickRig({
      ...priced({ rateLimit: 100, mintRate: 50 }),
      timings: { mintWindowMs: 600_000 },
    });
    expect(await tally(await attack(rig))).toEqual({ 201: 40, 429: 960 });
    expect(await tally(await buy(rig, 15))).toEqual({ 201: 10, 429: 5 });
    expect(await rig.btcpayInvoices()).toHaveLength(50);
  });
});

describe('STREAMS_PER_CLIENT and MAX_STREAMS', TIMEOUT, () => {
  it('A26 1,000 streams from one address: 429 above the limit, open ones stay, others find what room there is', async () => {
    const rig = await quickRig({ ...few({ streamsPerClient: 20, maxStreams: 30 }), webhooks: true });
    const payments = await crowd(times(50, String), () => rig.createPayment());
    const [watched] = payments;
    if (watched === undefined) throw new Error('there are fifty');
    const page = await openPage(rig.url, watched);
    const leaving = new AbortController();
    const open = ({ id, clientSecret }: typeof watched, headers: Record<string, string>) =>
      fetch(`${rig.url}/v1/payments/${id}/events`, {
        headers: { Authorization: `Bearer ${clientSecret}`, ...headers },
        signal: leaving.signal,
      });
    const count = async (answers: readonly Response[]) => ({
      open: answers.filter(({ status }) => status === 200).length,
      ...(await tally(answers.filter(({ status }) => status !== 200))),
    });
    const flood = times(1_000, (i) => payments[i % 50] ?? watched);
    const answers = await crowd(flood, (payment) => open(payment, {}));
    expect(await count(answers)).toEqual({ open: 19, 429: 981 });
    const others = await crowd(times(200, Number), (i) =>
      open(payments[i % 50] ?? watched, from(`192.0.2.${i}`)),
    );
    expect(await count(others)).toEqual({ open: 10, 429: 190 });

    rig.simulator.pay({ invoiceId: watched.invoiceId });
    await page.until('settled');
    leaving.abort();
  });
});
