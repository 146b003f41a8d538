import { describe, expect, it } from 'vitest';
import { START_MS } from '../../test/fakes/clock.ts';
import { ASKED_MSAT, anInvoice, aPayment } from '../../test/fakes/payments.ts';
import { receiptClaims } from './signed-receipt.ts';

const [unpaid, paid] = [anInvoice({ status: 'expired' }), anInvoice({ status: 'settled', attempt: 2 })];
const settled = aPayment({
  status: 'settled',
  flags: ['late'],
  pricedBy: 'request',
  paidMsat: ASKED_MSAT + 999n,
  settledAtMs: START_MS + 500,
  receiptToken: 'rcp_1',
  invoices: [unpaid, paid, anInvoice({ attempt: 3 })],
});

describe('receiptClaims', () => {
  it('says what was paid for what, and nothing about who paid', () => {
    expect(receiptClaims(settled)).toEqual({
      reference: settled.reference,
      amount: '50.00',
      currency: 'USD',
      paidSats: 77_650,
      orderId: 'A-1',
      pricedBy: 'request',
      paymentHash: paid.paymentHash,
      settledAt: '2026-11-23T09:00:00.500Z',
    });
  });

  it('says so where there is no order, and no invoice', () => {
    expect(receiptClaims({ ...settled, orderId: null, invoices: [] })).toMatchObject({
      orderId: null,
      paymentHash: null,
    });
  });

  it.each(['new', 'processing', 'expired', 'invalid'] as const)('says nothing of what is %s', (status) => {
    expect(receiptClaims({ ...settled, status })).toBeNull();
  });
});
