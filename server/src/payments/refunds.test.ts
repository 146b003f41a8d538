import { describe, expect, it } from 'vitest';
import { ASKED_MSAT, anInvoice, aPayment } from '../../test/fakes/payments.ts';
import { refundableOf } from './refunds.ts';

const paid = (paidMsat: bigint, status: 'settled' | 'invalid' | 'expired' | 'new' | 'processing') =>
  anInvoice({ status, paidMsat, attempt: 1 });

describe('refundableOf', () => {
  it('is the price, of a payment that was paid exactly', () => {
    const invoice = paid(ASKED_MSAT, 'settled');
    const payment = aPayment({ invoices: [invoice] });
    expect(refundableOf(payment)).toEqual({ invoiceId: invoice.id, minor: 5_000n });
  });

  it.each([
    ['half of it, where half arrived and the invoice is over', [paid(ASKED_MSAT / 2n, 'expired')], 2_500n],
    ['rounded down', [paid(1_000n, 'expired'), paid(ASKED_MSAT - 1n, 'invalid')], 4_999n],
    ['twice, where it was paid twice', [paid(ASKED_MSAT, 'settled'), paid(ASKED_MSAT, 'settled')], 10_000n],
    ['with the surplus', [paid((ASKED_MSAT * 3n) / 2n, 'settled')], 7_500n],
    [
      'without what is on an invoice that is still open',
      [paid(1_000n, 'new'), paid(ASKED_MSAT, 'settled')],
      5_000n,
    ],
  ])('is %s', (_, invoices, minor) => {
    expect(refundableOf(aPayment({ invoices })).minor).toBe(minor);
  });

  it('names the invoice with the most money', () => {
    const [small, large] = [paid(1_000n, 'expired'), paid(ASKED_MSAT, 'settled')];
    expect(refundableOf(aPayment({ invoices: [small, large] })).invoiceId).toBe(large.id);
    expect(refundableOf(aPayment({ invoices: [large, small] })).invoiceId).toBe(large.id);
  });

  it.each([
    ['nothing arrived', [anInvoice()]],
    ['there is no invoice', []],
    ['it was marked by hand', [paid(0n, 'settled')]],
    ['a part is on an open invoice', [paid(1_000n, 'new')]],
    ['the money is not there yet', [paid(ASKED_MSAT, 'processing')]],
  ])('is nothing where %s', (_, invoices) => {
    expect(() => refundableOf(aPayment({ invoices }))).toThrow('not_settled');
  });
});
