import { describe, expect, it } from 'vitest';
import { CURRENCY_DECIMALS } from './currencies.ts';

/** Where the runtime's CLDR rounds to what shops take in cash, and ISO 4217 does not. */
const CASH_ROUNDED = 'AFN ALL COP HUF IDR IQD IRR KPW LAK LBP MGA MMK PKR SOS SYP YER'.split(' ');
/** Codes that the runtime still lists although they are withdrawn, or have no minor unit. */
const NOT_MONEY = 'ANG BGN CUC HRK SLL XAG XAU XBA XBB XBC XBD XDR XPD XPT XSU XTS XUA XXX ZWL'.split(' ');

const runtimeDecimals = (currency: string) =>
  new Intl.NumberFormat('en', { style: 'currency', currency }).resolvedOptions().maximumFractionDigits;

describe('CURRENCY_DECIMALS', () => {
  it.each([
    ['USD', 2],
    ['EUR', 2],
    ['CHF', 2],
    ['JPY', 0],
    ['KRW', 0],
    ['ISK', 0],
    ['IQD', 3],
    ['KWD', 3],
    ['TND', 3],
    ['CLF', 4],
    ['SATS', 0],
  ])('%s has %i decimals', (code, decimals) => {
    expect(CURRENCY_DECIMALS.get(code)).toBe(decimals);
  });

  it.each(['usd', 'BTC', 'XAU', 'XXX', 'HRK', 'ANG', 'constructor', '__proto__', ''])(
    '%j is no currency',
    (code) => {
      expect(CURRENCY_DECIMALS.has(code)).toBe(false);
    },
  );

  it('has every currency that the runtime knows', () => {
    const missing = Intl.supportedValuesOf('currency').filter((code) => !CURRENCY_DECIMALS.has(code));
    expect(missing.filter((code) => !NOT_MONEY.includes(code))).toEqual([]);
  });

  it('agrees with the runtime on the decimals of each, but for cash rounding', () => {
    const iso = [...CURRENCY_DECIMALS].filter(([code]) => code !== 'SATS' && !CASH_ROUNDED.includes(code));
    expect(iso.length).toBeGreaterThan(140);
    expect(iso.filter(([code, decimals]) => runtimeDecimals(code) !== decimals)).toEqual([]);
  });
});
