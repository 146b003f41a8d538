import { describe, expect, it } from 'vitest';
import { PaymentError } from './errors.ts';
import { parseMoney } from './money.ts';
import { holdToLimits, type PricePolicy, priceOpenAmount, readPrice } from './price-policy.ts';

const limits = (currency: string, min: string, max: string) => ({
  currency,
  min: parseMoney(min, currency),
  max: parseMoney(max, currency),
});
const policy: PricePolicy = {
  openAmounts: true,
  currencies: [limits('USD', '20', '100'), limits('SATS', '1000', '200000')],
};

function refusal(amount: string, currency?: string, by = policy): PaymentError {
  try {
    priceOpenAmount(by, amount, currency);
  } catch (error) {
    if (error instanceof PaymentError) return error;
    throw error;
  }
  throw new Error('it was priced');
}

describe('priceOpenAmount', () => {
  it.each([
    ['20', 'USD', 2_000n],
    ['20.00', 'USD', 2_000n],
    ['50.5', 'USD', 5_050n],
    ['100', 'USD', 10_000n],
    ['1000', 'SATS', 1_000n],
    ['200000', 'SATS', 200_000n],
  ])('prices %s %s, limits included', (amount, currency, minor) => {
    expect(priceOpenAmount(policy, amount, currency)).toEqual({ minor, currency });
  });

  it('takes the first currency when none is named', () => {
    expect(priceOpenAmount(policy, '50', undefined)).toEqual({ minor: 5_000n, currency: 'USD' });
  });

  it.each([
    ['19.99', 'USD', '20.00 to 100.00 USD'],
    ['100.01', 'USD', '20.00 to 100.00 USD'],
    ['0', 'USD', '20.00 to 100.00 USD'],
    ['999', 'SATS', '1000 to 200000 SATS'],
    ['200001', 'SATS', '1000 to 200000 SATS'],
  ])('refuses %s %s as out of range', (amount, currency, range) => {
    const error = refusal(amount, currency);
    expect([error.code, error.detail]).toEqual(['amount_out_of_range', `Accepted: ${range}.`]);
  });

  it.each(['EUR', 'usd', '', 'constructor', '__proto__'])('refuses the currency %j', (currency) => {
    const error = refusal('50', currency);
    expect([error.code, error.detail]).toEqual(['currency_not_accepted', 'Accepted: USD, SATS.']);
  });

  it.each(['50.001', '1e2', '050', '-50', '+50', ' 50', '', '５０'])('refuses the amount %j', (amount) => {
    expect(refusal(amount).code).toBe('invalid_request');
  });

  it('refuses decimals that the currency has not', () => {
    expect(refusal('1000.5', 'SATS').code).toBe('invalid_request');
  });

  it('refuses everything while open amounts are off', () => {
    const off = { ...policy, openAmounts: false };
    for (const amount of ['50', '1', 'x']) expect(refusal(amount, 'USD', off).code).toBe('open_amounts_off');
    expect(refusal('50', 'EUR', off).code).toBe('open_amounts_off');
  });
});

describe('readPrice', () => {
  const off = { ...policy, openAmounts: false };

  it('reads a price that the page did not set, also while open amounts are off', () => {
    expect(readPrice(off, '50', 'USD')).toEqual({ minor: 5_000n, currency: 'USD' });
  });

  it.each([
    ['50', 'SATS', 'amount_out_of_range'],
    ['50', 'EUR', 'currency_not_accepted'],
    ['x', 'EUR', 'currency_not_accepted'],
    ['x', 'USD', 'invalid_request'],
    ['50.001', 'USD', 'invalid_request'],
  ])('refuses %s %s', (amount, currency, code) => {
    expect(() => readPrice(off, amount, currency)).toThrow(expect.objectContaining({ code }));
  });
});

describe('holdToLimits', () => {
  it('gives a price back that may be charged, and refuses another by the limits of its own currency', () => {
    const price = { minor: 2_000n, currency: 'USD' };
    expect(holdToLimits(policy, price)).toBe(price);
    for (const [minor, currency, code] of [
      [1_999n, 'USD', 'amount_out_of_range'],
      [2_000n, 'JPY', 'currency_not_accepted'],
      [200_001n, 'SATS', 'amount_out_of_range'],
    ] as const) {
      expect(() => holdToLimits(policy, { minor, currency })).toThrow(expect.objectContaining({ code }));
    }
  });
});
