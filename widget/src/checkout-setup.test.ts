import { describe, expect, it } from 'vitest';
import { hasPrice, intentParts, type Order, orderOf, paymentInput } from './checkout-setup.ts';

const order = (changes: Partial<Order>): Order => ({
  amount: null,
  currency: null,
  product: null,
  request: null,
  orderId: null,
  description: null,
  email: null,
  id: '',
  ...changes,
});

describe('paymentInput', () => {
  it.each([
    [{ amount: '50' }, { amount: '50', currency: 'USD' }],
    [
      { amount: '50', currency: 'EUR', orderId: 'A-1' },
      { amount: '50', currency: 'EUR', orderId: 'A-1' },
    ],
    [
      { product: 'mug', amount: '1', email: 'a@example.com' },
      { product: 'mug', email: 'a@example.com' },
    ],
    [{ request: 'jwt', product: 'mug', amount: '1', description: 'Mug', orderId: 'A-1' }, { request: 'jwt' }],
  ])('of %j is %j', (changes, input) => {
    expect(paymentInput(order(changes))).toEqual(input);
  });
});

describe('intentParts', () => {
  it('tells elements apart by their id, and names the currency that is not written', () => {
    const parts = intentParts(order({ amount: '50', id: 'tip' }), new URL('https://pay.example.com'));
    expect(parts).toMatchObject({ server: 'https://pay.example.com/', currency: 'USD', elementId: 'tip' });
  });
});

describe('orderOf', () => {
  it('has the typed amount where the tag names none, and the tag’s own else', () => {
    expect(orderOf(order({}), '12.50')).toEqual(order({ amount: '12.50' }));
    expect(orderOf(order({ amount: '50', orderId: 'A-1' }), '1.00')).toEqual(
      order({ amount: '50', orderId: 'A-1' }),
    );
  });
});

describe('hasPrice', () => {
  it.each([
    [{ amount: '50' }, true],
    [{ product: 'mug' }, true],
    [{ request: 'jwt' }, true],
    [{ amount: '', orderId: 'A-1' }, false],
  ])('of %j is %s', (changes, has) => {
    expect(hasPrice(order(changes))).toBe(has);
  });
});
