/**
 * Writes an amount for people: `$50.00`, `77,650 sats`.
 *
 * @param amount Decimal string.
 * @param currency ISO 4217 code, or `SATS`.
 */
export function showMoney(amount: string, currency: string): string {
  if (currency === 'SATS') return showSats(Number(amount));
  const digits = decimalsOf(amount);
  const style = {
    style: 'currency',
    currency,
    minimumFractionDigits: digits,
    maximumFractionDigits: digits,
  } as const;
  try {
    // Safe: decimal strings are formatted exactly, without a detour over floats (ES2023).
    return new Intl.NumberFormat(undefined, style).format(amount as `${number}`);
  } catch {
    return `${amount} ${currency}`; // a currency that this browser cannot write
  }
}

/** Writes whole satoshis for people: `77,650 sats`. */
export function showSats(sats: number): string {
  return `${showCount(sats)} ${sats === 1 ? 'sat' : 'sats'}`;
}

/** Writes a whole number for people. */
export function showCount(count: number | bigint): string {
  return new Intl.NumberFormat().format(count);
}

/** Writes a count with what is counted: `1 payment`, `2 payments`. */
export function showMany(count: number, one: string, many: string): string {
  return `${showCount(count)} ${count === 1 ? one : many}`;
}

/**
 * Adds amounts of one currency, exactly.
 *
 * @param amounts Decimal strings.
 * @returns Decimal string with as many decimals as the longest of them; `0` where there is none.
 */
export function addAmounts(amounts: readonly string[]): string {
  const decimals = Math.max(0, ...amounts.map(decimalsOf));
  return fromMinor(
    amounts.reduce((sum, amount) => sum + toMinor(amount, decimals), 0n),
    decimals,
  );
}

/** An amount in its smallest unit; `decimals` is as many as the amount has, or more. */
export function toMinor(amount: string, decimals: number): bigint {
  const [whole = '0', fraction = ''] = amount.split('.');
  return BigInt(whole + fraction.padEnd(decimals, '0'));
}

/** A decimal string of an amount in its smallest unit. */
export function fromMinor(minor: bigint, decimals: number): string {
  const digits = String(minor).padStart(decimals + 1, '0');
  return decimals === 0 ? digits : `${digits.slice(0, -decimals)}.${digits.slice(-decimals)}`;
}

/** How many decimals a decimal string has. */
export function decimalsOf(amount: string): number {
  return amount.split('.')[1]?.length ?? 0;
}
