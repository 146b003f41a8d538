import { describe, expect, it } from 'vitest';
import { judgePayment, type Verdict } from './judge-payment.ts';
import type { Order, Payment } from './order.ts';
import { aPayment } from './test/signed-event.ts';

const ORDER: Order = {
  id: 'A-0123456789abcdef',
  item: 'A lamp',
  amount: '80.00',
  currency: 'USD',
  state: 'unpaid',
  paymentId: null,
};

const SHIPS: Verdict = { ships: true, reasons: [] };
const tells = (...reasons: Verdict['reasons']): Verdict => ({ ships: false, reasons });

describe('judgePayment', () => {
  it.each<[string, Partial<Payment>, Order | undefined, Verdict]>([
    ['payment.settled', {}, ORDER, SHIPS],
    ['payment.settled', { pricedBy: 'product' }, ORDER, SHIPS],
    ['payment.settled', { pricedBy: 'open' }, ORDER, SHIPS],
    ['payment.settled', { flags: ['manual', 'duplicate', 'overpaid'] }, ORDER, SHIPS],
    ['payment.settled', { flags: ['late'] }, ORDER, { ships: true, reasons: ['late'] }],
    ['payment.settled', { pricedBy: 'open', amount: '20.00' }, ORDER, tells('price_mismatch')],
    ['payment.settled', { pricedBy: 'open', currency: 'EUR' }, ORDER, tells('price_mismatch')],
    ['payment.settled', { pricedBy: 'product', amount: '20.00' }, ORDER, tells('price_mismatch')],
    ['payment.settled', { pricedBy: 'request', amount: '20.00' }, ORDER, tells('price_mismatch')],
    ['payment.settled', { pricedBy: 'open', amount: '90.00' }, ORDER, tells('price_mismatch')],
    ['payment.settled', {}, undefined, tells('unknown_order')],
    ['payment.settled', { orderId: null }, undefined, tells('unknown_order')],
    ['payment.settled', { flags: ['reversed'] }, ORDER, tells('reversed')],
    ['payment.reversed', {}, ORDER, tells('reversed')],
    ['payment.duplicate', {}, ORDER, tells('duplicate')],
    ['payment.overpaid', {}, ORDER, tells('overpaid')],
    ['payment.underpaid', { status: 'new' }, ORDER, tells('underpaid')],
    ['payment.expired', { status: 'expired' }, ORDER, tells()],
    ['payment.invented', {}, ORDER, tells()],
  ])('makes of %s with %j of the order %j: %j', (type, change, order, verdict) => {
    expect(judgePayment(type, aPayment(change), order)).toEqual(verdict);
  });
});
