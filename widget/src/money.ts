/** An amount on the wire, and as an attribute: no sign, no exponent, no leading zero. */
const AMOUNT = /^(0|[1-9]\d{0,11})(?:\.(\d+))?$/;

/**
 * Writes an amount for people: `$50.00`, `77,650 sats`.
 *
 * @param amount Decimal string.
 * @param currency ISO 4217 code, or `SATS`.
 * @param locale BCP 47 tag; default: the browser's.
 * @returns Amount and code as they are, where they cannot be formatted.
 */
export function formatMoney(amount: string, currency: string, locale?: string): string {
  const decimals = AMOUNT.exec(amount)?.[2]?.length ?? 0;
  try {
    if (!AMOUNT.test(amount)) throw new RangeError(amount);
    if (currency === 'SATS') return formatSats(Number(amount), locale);
    const digits = Math.max(decimals, currencyDecimals(currency));
    const format = new Intl.NumberFormat(locale, {
      style: 'currency',
      currency,
      minimumFractionDigits: digits,
      maximumFractionDigits: digits,
    });
    // The types of ES2022 lack it, but browsers format decimal strings without a detour over floats (ES2023).
    return format.format(amount as unknown as number);
  } catch {
    // Neither a typo in an attribute nor a currency that this browser does not know may break the button.
    return `${amount} ${currency}`;
  }
}

/**
 * Writes whole satoshis for people: `77,650 sats`.
 *
 * @param locale BCP 47 tag; default: the browser's.
 */
export function formatSats(amountSats: number, locale?: string): string {
  return `${new Intl.NumberFormat(locale).format(amountSats)} ${amountSats === 1 ? 'sat' : 'sats'}`;
}

/**
 * Reads an amount as a person types it: `25`, `25.5`, `25,50`, ` 25 `.
 *
 * @param currency ISO 4217 code, or `SATS`.
 * @returns Decimal string with exactly the currency's decimals; null when it is not a positive amount of that currency.
 */
export function parseAmount(text: string, currency: string): string | null {
  const [, whole = '', fraction = ''] = AMOUNT.exec(text.trim().replace(',', '.')) ?? [];
  const decimals = currencyDecimals(currency);
  if (!/[1-9]/.test(whole + fraction) || fraction.length > decimals) return null;
  return decimals === 0 ? whole : `${whole}.${fraction.padEnd(decimals, '0')}`;
}

function currencyDecimals(currency: string): number {
  if (currency === 'SATS') return 0;
  try {
    return (
      new Intl.NumberFormat('en', { style: 'currency', currency }).resolvedOptions().maximumFractionDigits ??
      2
    );
  } catch {
    return 2;
  }
}
