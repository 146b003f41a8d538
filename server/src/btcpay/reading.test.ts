import { describe, expect, it } from 'vitest';
import { recordedExchange } from '../../test/btcpay/recorded.ts';
import { toReading } from './reading.ts';
import { type BtcpayInvoice, type BtcpayPaymentMethod, invoiceSchema } from './schema.ts';

const SETTLED = invoiceSchema.parse(
  recordedExchange('invoices/get-settled-include-payment-methods').response.body,
);
const HASH = 'b2080e7fa52f7f37b32a08f5593df9cd8ba9be1d1128d6d994849364b86a5d81';

function method(change: Partial<BtcpayPaymentMethod>): BtcpayPaymentMethod {
  const [lightning] = SETTLED.paymentMethods;
  if (lightning === undefined) throw new Error('the recording has a Lightning method');
  return { ...lightning, ...change };
}

function payment(id: string, receivedDate: number, value = '0.00001', status = 'Settled') {
  return { id, receivedDate, value, status };
}

describe('toReading', () => {
  it('puts a recorded settled invoice into our words', () => {
    expect(toReading(SETTLED, SETTLED.paymentMethods)).toEqual({
      invoiceId: 'TaC8fRGwaRhLcH9WLkVqp7',
      storeId: '6ACQCvi4iHVyieFfmsA2wX1MHJPjBhmxAVGA2fLVZ228',
      providerStatus: 'Settled',
      additionalStatus: 'None',
      amount: '1500',
      currency: 'SATS',
      lightning: {
        request: {
          bolt11: expect.stringMatching(/^lnbcrt15u1p4sgnsr/),
          network: 'regtest',
          amountMsat: 1_500_000n,
          paymentHash: HASH,
          expiresAtMs: 1_795_445_126_000,
        },
        amountMsat: 1_500_000n,
        dueMsat: 0n,
        rate: '100000000',
      },
      received: [{ id: HASH, msat: 1_500_000n, receivedAtMs: 1_795_444_227_000 }],
      createdAtMs: 1_795_444_227_000,
      expirationMs: 1_795_445_127_000,
      owner: null,
    });
  });

  it.each([
    ['it has no methods', []],
    ['only LNURL', [method({ paymentMethodId: 'BTC-LNURL' })]],
    ['lazy', [method({ activated: false })]],
    ['it has no destination', [method({ destination: null })]],
    ['its destination is empty', [method({ destination: '' })]],
  ])('has no Lightning where %s', (_, methods) => {
    expect(toReading(SETTLED, methods).lightning).toBeNull();
  });

  it('keeps the sign of what is due, and every millisatoshi', () => {
    const read = toReading(SETTLED, [method({ amount: '0.00001500001', due: '-0.00000000001' })]);
    expect(read.lightning).toMatchObject({ amountMsat: 1_500_001n, dueMsat: -1n });
  });

  it('gathers the settled bitcoin payments of every method, in the order of their time', () => {
    const read = toReading(SETTLED, [
      method({ payments: [payment('late', 30), payment('early', 10, '0.00000000001')] }),
      method({
        paymentMethodId: 'BTC-CHAIN',
        payments: [
          payment('middle', 20),
          payment('unsure', 5, '1', 'Processing'),
          payment('bad', 6, '1', 'Invalid'),
        ],
      }),
      method({ paymentMethodId: 'LTC-CHAIN', currency: 'LTC', payments: [payment('other coin', 1)] }),
    ]);
    expect(read.received).toEqual([
      { id: 'early', msat: 1n, receivedAtMs: 10_000 },
      { id: 'middle', msat: 1_000_000n, receivedAtMs: 20_000 },
      { id: 'late', msat: 1_000_000n, receivedAtMs: 30_000 },
    ]);
  });

  it.each([
    [
      'ours',
      { lightningPay: { v: 1, paymentId: 'pay_1', attempt: 2, orderId: null } },
      { paymentId: 'pay_1', attempt: 2 },
    ],
    ['of another version', { lightningPay: { v: 2, paymentId: 'pay_1', attempt: 2 } }, null],
    ['foreign', { orderId: 'A-1' }, null],
    ['no object', 'text', null],
    ['absent', undefined, null],
  ])('names the owner from metadata that is %s', (_, metadata, owner) => {
    const invoice: BtcpayInvoice = { ...SETTLED, metadata };
    expect(toReading(invoice, []).owner).toEqual(owner);
  });

  it.each([
    ['a destination that is no BOLT11', { destination: 'bcrt1qexample' }],
    ['an amount finer than a millisatoshi', { amount: '0.000000000001' }],
    ['a payment finer than a millisatoshi', { payments: [payment('x', 1, '0.000000000001')] }],
  ])('refuses %s', (_, change) => {
    expect(() => toReading(SETTLED, [method(change)])).toThrow(
      expect.objectContaining({ name: 'PaymentError', code: 'gateway_bad_answer' }),
    );
  });
});
