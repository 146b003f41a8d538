import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { createSimulator, type Simulator } from '../../simulator/simulator.ts';
import { dummySecret } from '../../test/required-env.ts';
import { TIMINGS } from '../timings.ts';
import { createInvoiceList } from './invoice-list.ts';

const KEY = dummySecret(40, 'k');
const NOW_MS = Date.UTC(2026, 10, 24, 12);
const OURS = { orderId: 'LP-7F3K-9Q2M', lightningPay: { v: 1, paymentId: 'pay_1', attempt: 1 } };

let simulator: Simulator;
let url: string;
let nowMs: number;
beforeEach(async () => {
  nowMs = NOW_MS;
  const permissions = ['cancreateinvoice', 'canviewinvoices'].map((name) => `btcpay.store.${name}:store1`);
  simulator = createSimulator({
    storeId: 'store1',
    apiKeys: [{ key: KEY, label: 'server', permissions }],
    now: () => nowMs,
  });
  url = await simulator.listen(0);
});
afterEach(() => simulator.close());

const list = (change: object = {}) =>
  createInvoiceList({ url, apiKeys: [KEY], storeId: 'store1', timings: TIMINGS, fetch, ...change });

async function create(metadata: object): Promise<string> {
  const answer = await fetch(`${url}/api/v1/stores/store1/invoices`, {
    method: 'POST',
    headers: { Authorization: `token ${KEY}`, 'Content-Type': 'application/json' },
    body: JSON.stringify({ amount: '50', currency: 'USD', metadata }),
  });
  return ((await answer.json()) as { id: string }).id;
}

/** The same list, with one field of each invoice changed on the way. */
const altered = (change: (invoice: Record<string, unknown>) => object) => ({
  fetch: async (...request: Parameters<typeof fetch>) => {
    const answer = await fetch(...request);
    if (!String(request[0]).includes('startDate')) return answer;
    const invoices = (await answer.json()) as Record<string, unknown>[];
    return Response.json(invoices.map(change));
  },
});

describe('listInvoices', () => {
  it('lists ours of every status, and no others, both ends included', async () => {
    const [unpaid, paid] = [await create(OURS), await create(OURS)];
    await create({ orderId: 'A-1' });
    simulator.pay({ invoiceId: paid });
    nowMs += 2_000;
    const later = await create(OURS);
    const { readings, unreadable, full } = await list().listInvoices(NOW_MS, NOW_MS + 1_000);
    expect(readings.map(({ invoiceId }) => invoiceId).sort()).toEqual([unpaid, paid].sort());
    expect(readings.find(({ invoiceId }) => invoiceId === paid)).toMatchObject({
      reference: OURS.orderId,
      providerStatus: 'Settled',
      owner: { paymentId: 'pay_1', attempt: 1 },
    });
    expect([unreadable, full]).toEqual([[], false]);
    const all = await list().listInvoices(NOW_MS, NOW_MS + 2_000);
    expect(all.readings.map(({ invoiceId }) => invoiceId)).toContain(later);
  });

  it('reads one by one what an older BTCPay lists without its methods', async () => {
    const invoiceId = await create(OURS);
    simulator.pay({ invoiceId });
    const older = altered((invoice) => ({ ...invoice, paymentMethods: [] }));
    const { readings } = await list(older).listInvoices(NOW_MS, NOW_MS);
    expect(readings).toMatchObject([{ invoiceId, received: [{ msat: expect.any(BigInt) }] }]);
  });

  it.each([
    ['a status that is none', (invoice: object) => ({ ...invoice, status: 'Odd' })],
    [
      'an amount that is none',
      (invoice: Record<string, unknown>) => ({ ...invoice, paymentMethods: methodsWith(invoice, 'x') }),
    ],
  ])('names what cannot be read: %s', async (_, change) => {
    const invoiceId = await create(OURS);
    const { readings, unreadable } = await list(altered(change)).listInvoices(NOW_MS, NOW_MS);
    expect([readings, unreadable]).toEqual([[], [{ invoiceId, reference: OURS.orderId }]]);
  });

  it('says where BTCPay may hold more, and fails where it does not answer', async () => {
    const many = { fetch: async () => Response.json(Array.from({ length: 1_000 }, () => ({}))) };
    expect((await list(many).listInvoices(NOW_MS, NOW_MS)).full).toBe(true);
    const gone = { fetch: async () => new Response(null, { status: 500 }) };
    await expect(list(gone).listInvoices(NOW_MS, NOW_MS)).rejects.toThrow('gateway_unavailable');
  });
});

function methodsWith({ paymentMethods }: Record<string, unknown>, amount: string): unknown[] {
  return (paymentMethods as object[]).map((method) => ({ ...method, amount }));
}
