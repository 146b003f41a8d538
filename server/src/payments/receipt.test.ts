import { describe, expect, it } from 'vitest';
import { START_MS } from '../../test/fakes/clock.ts';
import { settling } from '../../test/fakes/ledger-rows.ts';
import { anInvoice, aPayment } from '../../test/fakes/payments.ts';
import { seededRandom } from '../../test/fakes/random.ts';
import { deriveInvoiceAdded } from './derive-change.ts';
import { isReceiptToken, makeReceiptToken, withReceipt } from './receipt.ts';

describe('makeReceiptToken', () => {
  it('holds 128 random bits in base64url, and is a token', () => {
    const bytes = new Uint8Array(16).fill(0xfb);
    const token = makeReceiptToken({ bytes: () => bytes });
    expect([...Buffer.from(token.slice(4), 'base64url')]).toEqual([...bytes]);
    expect(isReceiptToken(token)).toBe(true);
  });
});

describe('isReceiptToken', () => {
  it.each([
    '',
    'rcp_',
    `rcp_${'a'.repeat(21)}`,
    `rcp_${'a'.repeat(23)}`,
    `pay_${'a'.repeat(22)}`,
    `rcp_${'a'.repeat(21)}%`,
  ])('refuses %j', (text) => {
    expect(isReceiptToken(text)).toBe(false);
  });
});

describe('withReceipt', () => {
  const change = settling(aPayment());

  it('gives the change that settles a token, and alters nothing else', () => {
    const { payment, ...rest } = withReceipt(change, seededRandom('one'));
    expect(payment.receiptToken).toBe(makeReceiptToken(seededRandom('one')));
    expect({ ...rest, payment: { ...payment, receiptToken: null } }).toEqual(change);
  });

  it('keeps the token that there is', () => {
    const known = { ...change, payment: { ...change.payment, receiptToken: 'rcp_known' } };
    expect(withReceipt(known, seededRandom('one'))).toBe(known);
  });

  it('gives none to what is not settled', () => {
    const added = deriveInvoiceAdded(aPayment(), anInvoice({ attempt: 2 }), START_MS);
    expect(withReceipt(added, seededRandom('one'))).toBe(added);
  });
});
