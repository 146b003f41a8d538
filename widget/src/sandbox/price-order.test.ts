import { describe, expect, it } from 'vitest';
import { priceOrder } from './price-order.ts';

describe('priceOrder', () => {
  it.each([
    [
      { amount: '50', currency: 'USD' },
      { amount: '50.00', currency: 'USD', pricedBy: 'open' },
    ],
    [{ amount: '50.5' }, { amount: '50.50', currency: 'USD', pricedBy: 'open' }],
    [
      { amount: '500', currency: 'JPY' },
      { amount: '500', currency: 'JPY', pricedBy: 'open' },
    ],
    [
      { amount: '1.001', currency: 'KWD' },
      { amount: '1.001', currency: 'KWD', pricedBy: 'open' },
    ],
    [
      { amount: '21', currency: 'SATS' },
      { amount: '21', currency: 'SATS', pricedBy: 'open' },
    ],
    [{ product: 'planter' }, { amount: '25.00', currency: 'USD', pricedBy: 'product' }],
    [{ request: 'a.b.c' }, { amount: '25.00', currency: 'USD', pricedBy: 'request' }],
  ])('prices %j', (input, price) => {
    expect(priceOrder(input)).toEqual(price);
  });

  it.each([
    ['no price', {}, 'invalid_request'],
    ['two prices', { amount: '50', product: 'planter' }, 'invalid_request'],
    ['a comma', { amount: '50,00' }, 'invalid_request'],
    ['too many decimals', { amount: '50.001' }, 'invalid_request'],
    ['half a yen', { amount: '50.5', currency: 'JPY' }, 'invalid_request'],
    ['nothing to pay', { amount: '0' }, 'invalid_request'],
    ['a sign', { amount: '-5' }, 'invalid_request'],
    ['a currency that is none', { amount: '50', currency: 'dollars' }, 'currency_not_accepted'],
  ])('refuses %s', (_, input, code) => {
    expect(() => priceOrder(input)).toThrow(expect.objectContaining({ code, retryable: false }));
  });
});
