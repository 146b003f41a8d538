import { describe, expect, it } from 'vitest';
import { currencySign, showMoney, showSats, showTime, showTimeLeft } from './show.ts';

describe('showMoney', () => {
  it.each([
    ['50.00', 'USD', '$50.00'],
    ['1234567.89', 'USD', '$1,234,567.89'],
    ['5000', 'JPY', '¥5,000'],
    ['9.999', 'KWD', 'KWD\u00a09.999'],
    ['77650', 'SATS', '77,650 sats'],
    ['90071992547409931.25', 'USD', '$90,071,992,547,409,931.25'],
  ])('writes %s %s as %s, to the last digit', (amount, currency, text) => {
    expect(showMoney(amount, currency)).toBe(text);
  });
});

describe('showSats', () => {
  it('knows one from many', () => {
    expect([0, 1, 2_000].map(showSats)).toEqual(['0 sats', '1 sat', '2,000 sats']);
  });
});

describe('currencySign', () => {
  it('is what stands before an amount', () => {
    expect(['USD', 'EUR', 'CHF', 'SATS'].map(currencySign)).toEqual(['$', '€', 'CHF', '']);
  });
});

describe('showTimeLeft', () => {
  it.each([
    [3_723, '1:02:03'],
    [2_811, '46:51'],
    [9, '0:09'],
    [0, '0:00'],
  ])('writes %i s as %s', (seconds, text) => {
    expect(showTimeLeft(seconds)).toBe(text);
  });
});

describe('showTime', () => {
  it('is plain, and in UTC', () => {
    expect(showTime('2026-11-23T23:59:58.999Z')).toBe('23 November 2026, 23:59:58 UTC');
  });
});
