/**
 * An amount as people write it.
 *
 * @param {string} amount Decimal string.
 * @param {string} currency ISO 4217 code, or `SATS`.
 */
export function money(amount, currency) {
  if (currency === 'SATS') return `${amount} sats`;
  const parts = new Intl.NumberFormat('en-US', { style: 'currency', currency }).formatToParts(0);
  const symbol = parts.find((part) => part.type === 'currency')?.value ?? currency;
  return `${symbol}${amount}`;
}
