/** Language of pages and mails. */
export const LANGUAGE = 'en';

/**
 * Writes an amount for people: `$50.00`, `77,650 sats`.
 *
 * @param amount Decimal string.
 * @param currency ISO 4217 code, or `SATS`.
 */
export function showMoney(amount: string, currency: string): string {
  if (currency === 'SATS') return showSats(Number(amount));
  const digits = amount.split('.')[1]?.length ?? 0;
  const format = new Intl.NumberFormat(LANGUAGE, {
    style: 'currency',
    currency,
    minimumFractionDigits: digits,
    maximumFractionDigits: digits,
  });
  // Safe: decimal strings are formatted exactly, without a detour over floats (ES2023).
  return format.format(amount as `${number}`);
}

/** Writes whole satoshis for people: `77,650 sats`. */
export function showSats(amountSats: number): string {
  return `${new Intl.NumberFormat(LANGUAGE).format(amountSats)} ${amountSats === 1 ? 'sat' : 'sats'}`;
}

/** The sign before an amount: `$`, `CHF`; of satoshis there is none. */
export function currencySign(currency: string): string {
  if (currency === 'SATS') return '';
  const parts = new Intl.NumberFormat(LANGUAGE, { style: 'currency', currency }).formatToParts(1n);
  return parts.find(({ type }) => type === 'currency')?.value ?? currency;
}

/** Writes a countdown: `46:51`, `1:02:03`. */
export function showTimeLeft(seconds: number): string {
  const two = (n: number) => String(n).padStart(2, '0');
  const hours = Math.floor(seconds / 3_600);
  const minutes = Math.floor(seconds / 60) % 60;
  return `${hours > 0 ? `${hours}:${two(minutes)}` : minutes}:${two(seconds % 60)}`;
}

/**
 * Writes a moment for people, whatever their time zone: `23 November 2026, 09:00:00 UTC`.
 *
 * @param at RFC 3339, UTC.
 */
export function showTime(at: string): string {
  const day = new Intl.DateTimeFormat('en-GB', { dateStyle: 'long', timeZone: 'UTC' }).format(new Date(at));
  return `${day}, ${at.slice(11, 19)} UTC`;
}
