import { describe, expect, it } from 'vitest';
import { currencySign } from './currency-sign.ts';

describe('currencySign', () => {
  it.each([
    ['USD', 'en', '$', true],
    ['USD', 'en-CA', 'US$', true],
    ['EUR', 'de', '€', false],
    ['EUR', 'nl', '€', true],
    ['EGP', 'ar-EG', 'ج.م.', false],
    ['ILS', 'he', '₪', false],
    ['CHF', 'de-CH', 'CHF', true],
    ['SATS', 'en', 'sats', false],
    ['SATS', 'de', 'sats', false],
    ['DOLLARS', 'en', 'DOLLARS', false],
    ['USD', 'not a tag', 'USD', false],
  ])('of %s in %s is %s', (currency, locale, sign, isBefore) => {
    expect(currencySign(currency, locale)).toEqual({ sign, isBefore });
  });
});
