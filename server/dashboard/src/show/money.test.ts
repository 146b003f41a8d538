import { describe, expect, it } from 'vitest';
import { addAmounts, fromMinor, showMany, showMoney, showSats, toMinor } from './money.ts';

describe('showMoney', () => {
  it('writes every decimal and no other', () => {
    expect(showMoney('123456789012.34', 'USD')).toContain('123,456,789,012.34');
    expect(showMoney('50', 'JPY')).toContain('50');
  });

  it('writes satoshis as such, and an unknown currency by its code', () => {
    expect(showMoney('77650', 'SATS')).toBe('77,650 sats');
    expect(showMoney('5', '??')).toBe('5 ??');
  });
});

describe('showSats', () => {
  it('knows one from many', () => {
    expect([showSats(1), showSats(0), showSats(2_000)]).toEqual(['1 sat', '0 sats', '2,000 sats']);
  });
});

describe('showMany', () => {
  it('counts', () => {
    expect([showMany(1, 'try', 'tries'), showMany(1_200, 'try', 'tries')]).toEqual(['1 try', '1,200 tries']);
  });
});

describe('addAmounts', () => {
  it('is exact where floats are not', () => {
    expect(addAmounts(['0.1', '0.20', '999999999999.999'])).toBe('1000000000000.299');
    expect(addAmounts([])).toBe('0');
  });
});

describe('fromMinor', () => {
  it.each([
    ['0.05', 2],
    ['50', 0],
    ['1.200', 3],
  ])('writes what toMinor read: %s', (amount, decimals) => {
    expect(fromMinor(toMinor(amount, decimals), decimals)).toBe(amount);
  });
});
