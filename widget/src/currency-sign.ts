/** How a currency is written beside a number. */
export interface CurrencySign {
  /** For example `$`, `US$`, `€`, `sats`. */
  readonly sign: string;
  /** It comes before the number, in the direction of the language. */
  readonly isBefore: boolean;
}

/** Marks of direction and other characters that are not seen. */
const UNSEEN = /\p{Cf}/gu;

/**
 * Finds the sign of a currency, and its side, in a language.
 *
 * @param currency ISO 4217 code, or `SATS`.
 * @param locale BCP 47 tag.
 * @returns The code after the number, where the browser knows no better.
 */
export function currencySign(currency: string, locale: string): CurrencySign {
  if (currency === 'SATS') return { sign: 'sats', isBefore: false };
  try {
    const parts = new Intl.NumberFormat(locale, { style: 'currency', currency }).formatToParts(1);
    const index = parts.findIndex(({ type }) => type === 'currency');
    const sign = parts[index]?.value.replace(UNSEEN, '').trim();
    if (sign) return { sign, isBefore: index < parts.findIndex(({ type }) => type === 'integer') };
  } catch {
    // Neither a typo in an attribute nor a currency that this browser does not know may break the question.
  }
  return { sign: currency, isBefore: false };
}
