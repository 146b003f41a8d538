import { describe, expect, it } from 'vitest';
import { formatMoney, formatSats, parseAmount } from './money.ts';

describe('formatMoney', () => {
  it.each([
    ['50.00', 'USD', 'en', '$50.00'],
    ['50', 'USD', 'en', '$50.00'],
    ['50.5', 'USD', 'en', '$50.50'],
    ['1234.50', 'EUR', 'de', '1.234,50 €'],
    ['5000', 'JPY', 'en', '¥5,000'],
    ['1.234', 'KWD', 'en', 'KWD 1.234'],
    ['77650', 'SATS', 'en', '77,650 sats'],
    ['999999999999.99', 'USD', 'en', '$999,999,999,999.99'],
  ])('%s %s in %s is %s', (amount, currency, locale, text) => {
    expect(formatMoney(amount, currency, locale).replace(/\s/g, ' ')).toBe(text);
  });

  it.each([
    ['fifty', 'USD'],
    ['-5', 'USD'],
    ['1e2', 'USD'],
    ['', 'USD'],
    ['50.00', 'DOLLARS'],
    ['50.00', '<b>'],
  ])('leaves %s %s as it is', (amount, currency) => {
    expect(formatMoney(amount, currency, 'en')).toBe(`${amount} ${currency}`);
  });

  it('survives a language tag that is none', () => {
    expect(formatMoney('50.00', 'USD', 'not a tag')).toBe('50.00 USD');
  });
});

describe('formatSats', () => {
  it.each([
    [77_650, 'en', '77,650 sats'],
    [77_650, 'de', '77.650 sats'],
    [1, 'en', '1 sat'],
    [0, 'en', '0 sats'],
  ])('%d in %s is %s', (sats, locale, text) => {
    expect(formatSats(sats, locale)).toBe(text);
  });
});

describe('parseAmount', () => {
  it.each([
    ['25', 'USD', '25.00'],
    [' 25.5 ', 'USD', '25.50'],
    ['25,50', 'EUR', '25.50'],
    ['0.01', 'USD', '0.01'],
    ['5000', 'JPY', '5000'],
    ['1.234', 'KWD', '1.234'],
    ['21', 'SATS', '21'],
    ['999999999999.99', 'USD', '999999999999.99'],
  ])('reads %s %s as %s', (text, currency, amount) => {
    expect(parseAmount(text, currency)).toBe(amount);
  });

  it.each([
    ['', 'USD'],
    ['0', 'USD'],
    ['0.00', 'USD'],
    ['-5', 'USD'],
    ['1e2', 'USD'],
    ['0x32', 'USD'],
    ['050', 'USD'],
    ['50.', 'USD'],
    ['.5', 'USD'],
    ['1,000.00', 'USD'],
    ['50.001', 'USD'],
    ['5.5', 'JPY'],
    ['1.5', 'SATS'],
    ['５０', 'USD'],
    ['1000000000000', 'USD'],
  ])('refuses %s %s', (text, currency) => {
    expect(parseAmount(text, currency)).toBeNull();
  });
});
