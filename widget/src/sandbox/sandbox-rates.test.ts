import { describe, expect, it } from 'vitest';
import { sandboxRate, sandboxSats } from './sandbox-rates.ts';

describe('sandboxRate', () => {
  it.each([
    ['USD', '100000'],
    ['EUR', '100000'],
    ['JPY', '10000000'],
    ['SATS', '100000000'],
  ])('is a round number for %s', (currency, rate) => {
    expect(sandboxRate(currency)).toBe(rate);
  });
});

describe('sandboxSats', () => {
  it.each([
    ['50.00', 'USD', 50_000],
    ['0.01', 'EUR', 10],
    ['1.001', 'KWD', 1_001],
    ['500', 'JPY', 5_000],
    ['21', 'SATS', 21],
    ['999999999999.99', 'USD', 999_999_999_999_990],
    ['0.001', 'USD', 1],
    ['0.0011', 'USD', 2],
  ])('makes of %s %s %i sats, exactly or the next whole one', (amount, currency, sats) => {
    expect(sandboxSats(amount, currency)).toBe(sats);
  });
});
