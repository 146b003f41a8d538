import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { createSimulator, type Simulator } from '../../simulator/simulator.ts';
import { aPayment } from '../../test/fakes/payments.ts';
import { aRefund } from '../../test/fakes/refunds.ts';
import { dummySecret } from '../../test/required-env.ts';
import type { Refund } from '../payments/refunds.ts';
import { TIMINGS } from '../timings.ts';
import { createBtcpayRefunds } from './refunds.ts';

const MAKES = dummySecret(40, 'm');
const LISTS = dummySecret(40, 'l');
const CREATES = dummySecret(40, 'c');
const REFERENCE = 'LP-7F3K-9Q2M';
const key = (secret: string, ...names: string[]) => ({
  key: secret,
  label: names.join(),
  permissions: names.map((name) => `btcpay.store.${name}:store1`),
});

let simulator: Simulator;
let url: string;
beforeEach(async () => {
  simulator = createSimulator({
    storeId: 'store1',
    apiKeys: [
      key(MAKES, 'cancreatenonapprovedpullpayments'),
      key(LISTS, 'canmanagepullpayments'),
      key(CREATES, 'cancreateinvoice', 'canviewinvoices'),
    ],
  });
  url = await simulator.listen(0);
});
afterEach(() => simulator.close());

const refunds = (apiKeys: readonly string[], change: object = {}) =>
  createBtcpayRefunds({ url, apiKeys, storeId: 'store1', timings: TIMINGS, fetch, ...change });

async function aPaidRefund(change: Partial<Refund> = {}): Promise<Refund> {
  const answer = await fetch(`${url}/api/v1/stores/store1/invoices`, {
    method: 'POST',
    headers: { Authorization: `token ${CREATES}`, 'Content-Type': 'application/json' },
    body: JSON.stringify({ amount: '50', currency: 'USD' }),
  });
  const { id: invoiceId } = (await answer.json()) as { id: string };
  simulator.pay({ invoiceId });
  return aRefund(aPayment(), { invoiceId, ...change });
}

describe('createPullPayment', () => {
  it('makes a pull payment of the amount, named after the reference, by the second key where the first is over', async () => {
    const refund = await aPaidRefund();
    const made = await refunds([dummySecret(40, 'x'), MAKES]).createPullPayment(refund, REFERENCE);
    expect(made).toMatchObject({ amount: '20.00', currency: 'USD' });
    const answer = await fetch(`${url}/api/v1/stores/store1/pull-payments`, {
      headers: { Authorization: `token ${LISTS}` },
    });
    expect(await answer.json()).toMatchObject([
      {
        name: `Refund ${REFERENCE}`,
        description: `${REFERENCE} ${refund.id}`,
        amount: '20.00',
        currency: 'USD',
        autoApproveClaims: false,
      },
    ]);
  });

  it('fails where nothing was made: a key that may not, an invoice that BTCPay does not refund, no connection', async () => {
    const refund = await aPaidRefund();
    await expect(refunds([CREATES]).createPullPayment(refund, REFERENCE)).rejects.toThrow(
      'gateway_forbidden',
    );
    const unpaid = aRefund(aPayment(), { invoiceId: 'unknown' });
    await expect(refunds([MAKES]).createPullPayment(unpaid, REFERENCE)).rejects.toThrow('gateway_forbidden');
    const answer = await fetch(`${url}/api/v1/stores/store1/pull-payments`, {
      headers: { Authorization: `token ${LISTS}` },
    });
    expect(await answer.json()).toEqual([]);
    const refused = () => Promise.reject(new TypeError('fetch failed', { cause: { code: 'ECONNREFUSED' } }));
    await expect(refunds([MAKES], { fetch: refused }).createPullPayment(refund, REFERENCE)).rejects.toThrow(
      'gateway_unavailable',
    );
  });

  it('knows an invoice that BTCPay does not count as paid', async () => {
    const refusal = { code: 'non-refundable', message: 'Cannot refund this invoice' };
    const answers = { fetch: async () => Response.json(refusal, { status: 400 }) };
    await expect(refunds([MAKES], answers).createPullPayment(aRefund(aPayment()), REFERENCE)).rejects.toThrow(
      'not_settled',
    );
  });

  it.each([
    ['a cut connection', () => Promise.reject(new TypeError('fetch failed'))],
    ['a failure of BTCPay', async () => new Response(null, { status: 500 })],
    ['a proxy that gave up', async () => new Response('<html>', { status: 504 })],
    ['an answer that cannot be read', async () => Response.json({ id: 'p' })],
    [
      'a link that is none',
      async () =>
        Response.json({ id: 'p', amount: '20.00', currency: 'USD', viewLink: 'javascript:alert(1)' }),
    ],
  ])('cannot say after %s', async (_, answer) => {
    const made = refunds([MAKES], { fetch: answer }).createPullPayment(aRefund(aPayment()), REFERENCE);
    expect(await made).toBe('unknown');
  });

  it.each([400, 422, 429])('was not carried out after a %i', async (status) => {
    const answer = { fetch: async () => new Response(null, { status }) };
    await expect(
      refunds([MAKES], answer).createPullPayment(aRefund(aPayment()), REFERENCE),
    ).rejects.toMatchObject({ code: expect.stringMatching(/^gateway_(unavailable|bad_answer)$/) });
  });
});

describe('findPullPayment', () => {
  it('finds what was made of this refund and of no other, where the key may look', async () => {
    const [refund, other] = [await aPaidRefund(), await aPaidRefund()];
    const made = await refunds([MAKES]).createPullPayment(refund, REFERENCE);
    expect(await refunds([LISTS]).findPullPayment(refund)).toEqual(made);
    expect(await refunds([LISTS]).findPullPayment(other)).toBeNull();
    expect(await refunds([MAKES]).findPullPayment(refund)).toBe('hidden');
  });

  it('fails where BTCPay does not answer', async () => {
    const gone = { fetch: async () => new Response(null, { status: 502 }) };
    await expect(refunds([LISTS], gone).findPullPayment(aRefund(aPayment()))).rejects.toThrow(
      'gateway_unavailable',
    );
  });
});
