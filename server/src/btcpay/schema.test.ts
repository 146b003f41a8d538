import { describe, expect, it } from 'vitest';
import { invoiceSchema, ownerSchema, PAYMENT_EVENTS, paymentMethodSchema, webhookEffect } from './schema.ts';

const INVOICE = {
  id: 'TaC8fRGwaRhLcH9WLkVqp7',
  storeId: 'store-1',
  amount: '50.00',
  currency: 'USD',
  status: 'New',
  additionalStatus: 'None',
  createdTime: 1_795_444_227,
  expirationTime: 1_795_447_887,
  metadata: { orderId: 'LP-7F3K-9Q2M' },
};
const METHOD = {
  paymentMethodId: 'BTC-LN',
  currency: 'BTC',
  activated: true,
  destination: null,
  rate: '64392.23',
  amount: '0.00077650',
  due: '-0.00000001',
  payments: [],
};

describe('webhookEffect', () => {
  it.each([
    ['InvoiceCreated', 'none'],
    ['InvoicePaymentSettled', 'money'],
    ['InvoiceReceivedPayment', 'money'],
    ['InvoiceProcessing', 'money'],
    ['InvoiceSettled', 'money'],
    ['InvoicePaidAfterExpiration', 'money'],
    ['InvoiceExpiredPaidPartial', 'money'],
    ['InvoiceExpired', 'status'],
    ['InvoiceInvalid', 'status'],
    ['InvoiceRefund', 'status'],
    ['invoicesettled', 'unknown'],
    ['PayoutCreated', 'unknown'],
    ['constructor', 'unknown'],
  ])('of %s is %s', (type, effect) => {
    expect(webhookEffect(type)).toBe(effect);
  });
});

describe('invoiceSchema', () => {
  it('drops what is not used, and takes an answer without payment methods or metadata', () => {
    const { metadata: _, ...bare } = INVOICE;
    expect(invoiceSchema.parse({ ...bare, checkoutLink: 'https://pay.example.com/i/1' })).toEqual({
      ...bare,
      paymentMethods: [],
    });
  });

  it('takes an additional status that it does not know', () => {
    expect(invoiceSchema.parse({ ...INVOICE, additionalStatus: 'PaidTwice' })).toMatchObject({
      additionalStatus: 'PaidTwice',
    });
  });

  it.each([
    ['id', ''],
    ['status', 'Paid'],
    ['status', 'settled'],
    ['amount', 50],
    ['amount', '5e1'],
    ['amount', '12,34'],
    ['amount', ''],
    ['currency', null],
    ['createdTime', '1795444227'],
    ['expirationTime', 1_795_447_887.5],
    ['paymentMethods', null],
  ])('refuses %s = %o', (field, value) => {
    expect(invoiceSchema.safeParse({ ...INVOICE, [field]: value }).success).toBe(false);
  });
});

describe('paymentMethodSchema', () => {
  it('drops the preimage', () => {
    const additionalData = { paymentHash: 'aa', preimage: 'bb' };
    expect(paymentMethodSchema.parse({ ...METHOD, additionalData })).toEqual(METHOD);
  });

  it.each([
    ['activated', 'true'],
    ['destination', undefined],
    ['rate', 64_392.23],
    ['amount', 'NaN'],
    ['due', '- 1'],
    ['payments', null],
    ['payments', [{ id: 'aa', receivedDate: 1, value: 0.1, status: 'Settled' }]],
  ])('refuses %s = %o', (field, value) => {
    expect(paymentMethodSchema.safeParse({ ...METHOD, [field]: value }).success).toBe(false);
  });
});

describe('ownerSchema', () => {
  it.each([
    ['another version', { v: 2, paymentId: 'pay_1', attempt: 1 }],
    ['no payment', { v: 1, attempt: 1 }],
    ['an attempt of zero', { v: 1, paymentId: 'pay_1', attempt: 0 }],
    ['nothing of ours', undefined],
  ])('refuses %s', (_, lightningPay) => {
    expect(ownerSchema.safeParse({ lightningPay }).success).toBe(false);
  });
});

describe('PAYMENT_EVENTS', () => {
  it('are all that can change a payment, without the one that only holds up the queue', () => {
    expect(PAYMENT_EVENTS.map(webhookEffect)).not.toContain('none');
    expect(PAYMENT_EVENTS.map(webhookEffect)).not.toContain('unknown');
    expect(PAYMENT_EVENTS.toSorted()).toEqual([
      'InvoiceExpired',
      'InvoiceExpiredPaidPartial',
      'InvoiceInvalid',
      'InvoicePaidAfterExpiration',
      'InvoicePaymentSettled',
      'InvoiceProcessing',
      'InvoiceReceivedPayment',
      'InvoiceRefund',
      'InvoiceSettled',
    ]);
  });
});
