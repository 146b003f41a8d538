import { describe, expect, it } from 'vitest';
import { NODE_ID, payment, settledPayment } from '../test/fixtures/payments.ts';
import { checkSigner } from './check-signer.ts';

const OTHER = `02${'ab'.repeat(32)}`;

describe('checkSigner', () => {
  it('gives a payment back whose invoice the node has signed', () => {
    expect(checkSigner(payment(), NODE_ID)).toEqual(payment());
  });

  it('refuses another signer', () => {
    expect(() => checkSigner(payment(), OTHER)).toThrow(
      expect.objectContaining({ code: 'invoice_mismatch' }),
    );
  });

  it.each([
    ['without an invoice', payment({ status: 'processing', invoice: null })],
    ['that is settled, whose invoice is not shown', settledPayment()],
  ])('lets a payment through %s', (_, paid) => {
    expect(checkSigner(paid, OTHER)).toBe(paid);
  });
});
