import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { suggestedAmounts, typedAmount, widestLimits } from './typed-amount.ts';

const USD = { min: '20.00', max: '100.00' };

describe('typedAmount', () => {
  it.each([
    ['25', '25.00'],
    ['25.5', '25.50'],
    ['25,50', '25.50'],
    [' 25 ', '25.00'],
    ['\u00a025\u00a0', '25.00'],
    ['$25', '25.00'],
    ['25 $', '25.00'],
    ['$ 25,50', '25.50'],
    ['\u200f25\u200e', '25.00'],
    ['٢٥', '25.00'],
    ['٢٥٫٥٠', '25.50'],
    ['۲۵،۵', '25.50'],
    ['२५', '25.00'],
    ['２５．５０', '25.50'],
    ['20', '20.00'],
    ['100', '100.00'],
    ['100.00', '100.00'],
  ])('reads "%s" as %s', (text, amount) => {
    expect(typedAmount(text, 'USD', '$', USD)).toBe(amount);
  });

  it.each([
    '',
    ' ',
    '$',
    'twenty',
    '0',
    '-25',
    '+25',
    '19.99',
    '100.01',
    '3',
    '1000',
    '25.001',
    '025',
    '25.',
    '.25',
    '2e1',
    '0x19',
    'Infinity',
    'NaN',
    '1,000',
    '0,025',
    '1.000,00',
    '25 50',
    '25;50',
    '$$25',
    '€25',
    '25 EUR',
    '25abc',
    '½',
  ])('refuses "%s"', (text) => {
    expect(typedAmount(text, 'USD', '$', USD)).toBeNull();
  });

  it.each([
    ['5000', 'JPY', '¥', '5000'],
    ['1.234', 'KWD', 'KWD', '1.234'],
    ['5000 sats', 'SATS', 'sats', '5000'],
    ['0.01', 'USD', '$', '0.01'],
    ['999999999999', 'USD', '$', '999999999999.00'],
  ])('reads "%s" of %s without limits of its own', (text, currency, sign, amount) => {
    expect(typedAmount(text, currency, sign, widestLimits(currency))).toBe(amount);
  });

  it('answers with an amount within the limits or nothing, whatever is typed', () => {
    const typed = fc.oneof(
      fc.string({ unit: 'binary' }),
      fc.string({ unit: fc.constantFrom(...'0123456789.,$ -e٢٥٫') }),
    );
    fc.assert(
      fc.property(typed, (text) => {
        const amount = typedAmount(text, 'USD', '$', USD);
        if (amount === null) return;
        expect(amount).toMatch(/^([2-9]\d|100)\.\d\d$/);
        expect(Number(amount)).toBeLessThanOrEqual(100);
      }),
    );
  });

  it('reads every amount between the limits as it is, in every notation', () => {
    const cents = fc.integer({ min: 2_000, max: 10_000 });
    fc.assert(
      fc.property(cents, fc.constantFrom('en', 'de', 'hi', 'ar-EG', 'fa'), (minor, locale) => {
        const amount = `${Math.floor(minor / 100)}.${String(minor % 100).padStart(2, '0')}`;
        const text = new Intl.NumberFormat(locale, { minimumFractionDigits: 2 }).format(Number(amount));
        expect(typedAmount(text, 'USD', '$', USD)).toBe(amount);
      }),
    );
  });
});

describe('suggestedAmounts', () => {
  it.each([
    [
      ['20', '25.5', ' 50 ', '100'],
      ['20.00', '25.50', '50.00', '100.00'],
    ],
    [
      ['100', '20'],
      ['100.00', '20.00'],
    ],
    [['25', '25.00', '25,00'], ['25.00']],
    [['', 'x', '-1', '1e2', '0', '25.001', '<b>', '50'], ['50.00']],
    [
      ['19.99', '20', '100', '100.01'],
      ['20.00', '100.00'],
    ],
    [[], []],
    [
      ['21', '22', '23', 'x', '24', '25', '26', '27'],
      ['21.00', '22.00', '23.00', '24.00', '25.00', '26.00'],
    ],
  ])('of %j are %j', (suggestions, amounts) => {
    expect(suggestedAmounts(suggestions, 'USD', USD)).toEqual(amounts);
  });

  it('have the decimals of their currency', () => {
    expect(suggestedAmounts(['500', '5.5', '1000'], 'JPY', widestLimits('JPY'))).toEqual(['500', '1000']);
  });
});

describe('widestLimits', () => {
  it.each([
    ['USD', '0.01', '999999999999.00'],
    ['JPY', '1', '999999999999'],
    ['KWD', '0.001', '999999999999.000'],
    ['SATS', '1', '999999999999'],
    ['DOLLARS', '0.01', '999999999999.00'],
  ])('of %s are %s and %s', (currency, min, max) => {
    expect(widestLimits(currency)).toEqual({ min, max });
  });
});
