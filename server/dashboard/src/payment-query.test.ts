import { describe, expect, it } from 'vitest';
import { asReference, paymentQuery } from './payment-query.ts';
import { NO_FILTER } from './route.ts';

describe('asReference', () => {
  it.each(['LP-7F3K-9Q2M', 'lp-7f3k-9q2m', 'LP7F3K9Q2M', ' lp 7f3k 9q2m '])('reads %j', (typed) => {
    expect(asReference(typed)).toBe('LP-7F3K-9Q2M');
  });

  it('reads O, I and L as the digits they are taken for', () => {
    expect(asReference('LP-O0I1-L1AB')).toBe('LP-0011-11AB');
  });

  it.each(['', 'A-1', 'LP-1', 'LP-7F3K-9Q2MX', 'LP-UUUU-UUUU', 'XLP-7F3K-9Q2M'])(
    'takes %j for none',
    (typed) => {
      expect(asReference(typed)).toBeNull();
    },
  );
});

describe('paymentQuery', () => {
  it('asks for a reference by its own field, and for everything else as an order id', () => {
    expect(paymentQuery({ ...NO_FILTER, search: ' lp-7f3k-9q2m ' })).toMatchObject({
      reference: 'LP-7F3K-9Q2M',
    });
    expect(paymentQuery({ ...NO_FILTER, search: ' LP-1 ' })).toMatchObject({ orderId: 'LP-1' });
  });

  it('counts days from midnight to midnight where the reader is, the last one included', () => {
    const query = paymentQuery({ ...NO_FILTER, from: '2026-11-24', to: '2026-11-24' });
    expect(query['from']).toBe(new Date(2026, 10, 24).toISOString());
    expect(query['to']).toBe(new Date(2026, 10, 25).toISOString());
  });

  it('leaves a day out that is none', () => {
    expect(paymentQuery({ ...NO_FILTER, from: 'soon' })['from']).toBeUndefined();
  });
});
