import { describe, expect, it } from 'vitest';
import { PaymentError } from './errors.ts';
import { parseMoney } from './money.ts';
import { buildPricePayment, type PriceQuestion } from './price-payment.ts';
import type { PricePolicy } from './price-policy.ts';
import type { Product } from './product.ts';
import type { RequestTokens, SignedRequest } from './signed-request.ts';

const limits = (currency: string, min: string, max: string) => ({
  currency,
  min: parseMoney(min, currency),
  max: parseMoney(max, currency),
});
const policy: PricePolicy = {
  openAmounts: false,
  currencies: [limits('USD', '20', '100'), limits('SATS', '1000', '200000')],
};
const cup: Product = { id: 'cup', title: 'A cup', price: parseMoney('25', 'USD'), active: true };
const products: Record<string, Product> = {
  cup,
  gone: { ...cup, active: false },
  dear: { ...cup, price: parseMoney('100.01', 'USD') },
  foreign: { ...cup, price: parseMoney('50', 'EUR') },
};
const terms = { amount: '30', currency: 'USD', orderId: 'A-1', description: null, jti: 'j', signedText: 's' };

const pricing = ({ change = policy, signed = terms as SignedRequest, off = false } = {}) =>
  buildPricePayment({
    policy: change,
    catalogue: { getProduct: async (id) => products[id] ?? null },
    requestTokens: off ? null : ({ verify: async () => signed } as Partial<RequestTokens> as RequestTokens),
  });
const codeOf = (asked: PriceQuestion, options?: Parameters<typeof pricing>[0]) =>
  pricing(options)(asked).then(
    () => 'priced',
    (error: unknown) => (error instanceof PaymentError ? error.code : error),
  );

describe('buildPricePayment', () => {
  it('takes the page’s own amount only where that was chosen, and says so', async () => {
    const open = pricing({ change: { ...policy, openAmounts: true } });
    expect(await open({ amount: '50', orderId: 'A-1', description: 'x' })).toEqual({
      price: { minor: 5_000n, currency: 'USD' },
      pricedBy: 'open',
      orderId: 'A-1',
      description: 'x',
      signed: null,
    });
    expect(await open({ amount: '1000', currency: 'SATS' })).toMatchObject({
      orderId: null,
      description: null,
    });
    expect(await codeOf({ amount: '50' })).toBe('open_amounts_off');
    expect(await codeOf({})).toBe('invalid_request');
  });

  it('takes a product’s price and title', async () => {
    expect(await pricing()({ product: 'cup' })).toEqual({
      price: cup.price,
      pricedBy: 'product',
      orderId: null,
      description: 'A cup',
      signed: null,
    });
    const named = await pricing()({ product: 'cup', orderId: 'A-1', description: 'Mine' });
    expect(named).toMatchObject({ orderId: 'A-1', description: 'Mine' });
  });

  it.each([
    ['nothing', 'product_unknown'],
    ['gone', 'product_unknown'],
    ['dear', 'amount_out_of_range'],
    ['foreign', 'currency_not_accepted'],
  ])('refuses the product %s: %s', async (product, code) => {
    expect(await codeOf({ product })).toBe(code);
  });

  it('takes all that the signed request says, and what makes it the same again', async () => {
    const signed = { ...terms, description: 'Signed' };
    expect(await pricing({ signed })({ request: 'a.b.c' })).toEqual({
      price: parseMoney('30', 'USD'),
      pricedBy: 'request',
      orderId: 'A-1',
      description: 'Signed',
      signed: { jti: 'j', signedText: 's' },
    });
  });

  it.each([
    ['19.99', 'USD', 'amount_out_of_range'],
    ['30', 'SATS', 'amount_out_of_range'],
    ['30', 'EUR', 'currency_not_accepted'],
    ['30.001', 'USD', 'request_invalid'],
    ['3e1', 'USD', 'request_invalid'],
  ])('refuses a request for %s %s: %s', async (amount, currency, code) => {
    expect(await codeOf({ request: 'a.b.c' }, { signed: { ...terms, amount, currency } })).toBe(code);
  });

  it('refuses every request while they are off', async () => {
    expect(await codeOf({ request: 'a.b.c' }, { off: true })).toBe('request_invalid');
  });
});
