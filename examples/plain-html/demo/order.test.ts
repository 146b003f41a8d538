import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import type { LedgerPayment } from './ledger-payment.ts';
import { BASKET, judgeOrder, type Order } from './order.ts';

const order: Order = { id: 'A-100000', ...BASKET, createdAt: '2026-01-01T00:00:00Z' };
const settled: LedgerPayment = {
  id: 'pay_1',
  reference: 'LP-0000-0001',
  status: 'settled',
  flags: [],
  version: 3,
  pricedBy: 'open',
  amount: '50.00',
  currency: 'USD',
  paidSats: 77_650,
  invoice: null,
  orderId: 'A-100000',
  paymentHash: null,
  createdAt: '2026-01-01T00:00:00Z',
  settledAt: '2026-01-01T00:00:10Z',
};
const paid = { state: 'paid', reference: 'LP-0000-0001', settledAt: '2026-01-01T00:00:10Z' };

describe('judgeOrder', () => {
  it.each<[string, readonly LedgerPayment[], unknown]>([
    ['without a payment is unpaid', [], { state: 'unpaid' }],
    ['is paid by a settled payment of its own price', [settled], paid],
    ['is unpaid while the payment is new', [{ ...settled, status: 'new' }], { state: 'unpaid' }],
    [
      'is unpaid while the payment is processing',
      [{ ...settled, status: 'processing' }],
      { state: 'unpaid' },
    ],
    ['is unpaid when the payment expired', [{ ...settled, status: 'expired' }], { state: 'unpaid' }],
    ['is not paid by the payment of another order', [{ ...settled, orderId: 'A-2' }], { state: 'unpaid' }],
    ['is not paid by a payment without an order', [{ ...settled, orderId: null }], { state: 'unpaid' }],
    [
      'refuses a smaller amount that the page set',
      [{ ...settled, amount: '20.00' }],
      { state: 'mismatch', reference: 'LP-0000-0001', amount: '20.00', currency: 'USD' },
    ],
    [
      'refuses another currency that the page set',
      [{ ...settled, currency: 'CAD' }],
      { state: 'mismatch', reference: 'LP-0000-0001', amount: '50.00', currency: 'CAD' },
    ],
    ['takes a product of the same price', [{ ...settled, pricedBy: 'product' }], paid],
    [
      'refuses a product of another price, whose order the page named',
      [{ ...settled, pricedBy: 'product', amount: '45.00' }],
      { state: 'mismatch', reference: 'LP-0000-0001', amount: '45.00', currency: 'USD' },
    ],
    [
      'takes the price that its own backend signed',
      [{ ...settled, pricedBy: 'request', amount: '45.00' }],
      paid,
    ],
    [
      'is paid when one of several payments fits',
      [{ ...settled, reference: 'LP-0000-0002', amount: '20.00' }, settled],
      paid,
    ],
  ])('%s', (_fact, payments, verdict) => {
    expect(judgeOrder(order, payments)).toEqual(verdict);
  });
});

describe('BASKET', () => {
  const page = readFileSync(new URL('../page/index.html', import.meta.url), 'utf8');

  it('is what the tag on the page asks for', () => {
    const amount = /<lightning-pay[^>]* amount="([^"]+)"/.exec(page)?.[1] ?? '';
    expect(Number(amount)).toBe(Number(BASKET.amount));
  });

  it('is the total that the page shows', () => {
    expect(page).toMatch(/<dt>Total<\/dt>\s*<dd>\$50\.00<\/dd>/);
    expect(BASKET.amount).toBe('50.00');
  });
});
