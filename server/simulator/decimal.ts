/**
 * An exact decimal number: `units / 10^scale`. BTCPay computes with .NET's `decimal`; floats would drift from it.
 */
export interface Decimal {
  readonly units: bigint;
  readonly scale: number;
}

/** The largest value of .NET's `decimal`; anything above is refused by BTCPay while it reads the JSON. */
const MAX_DECIMAL = 79228162514264337593543950335n;
const MAX_SCALE = 28;
const LENIENT = /^([+-]?)([\d,]*)(?:\.(\d*))?(?:e([+-]?\d{1,3}))?$/i;

/**
 * Reads a decimal as leniently as BTCPay does: blanks around it are cut, commas are thousands separators, an
 * exponent is allowed.
 *
 * @param text For example `"5.00"`, `" 1000 "`, `"12,34"` (1234), `"1e3"` (1000).
 * @returns The number, or `null` where BTCPay answers "The supplied value is invalid."
 */
export function parseDecimal(text: string): Decimal | null {
  const match = LENIENT.exec(text.trim());
  if (!match) return null;
  const [, sign = '', whole = '', fraction = '', exponent = '0'] = match;
  const digits = whole.replaceAll(',', '') + fraction;
  if (digits === '') return null;
  const scale = fraction.length - Number(exponent);
  const magnitude = BigInt(digits) * (scale < 0 ? 10n ** BigInt(-scale) : 1n);
  const value = roundTo(
    { units: sign === '-' ? -magnitude : magnitude, scale: Math.max(scale, 0) },
    MAX_SCALE,
  );
  return abs(value.units) > MAX_DECIMAL * 10n ** BigInt(value.scale) ? null : value;
}

/** Writes a decimal with exactly its own number of decimals, as .NET does: `5.00` stays `5.00`. */
export function formatDecimal({ units, scale }: Decimal): string {
  const digits = abs(units)
    .toString()
    .padStart(scale + 1, '0');
  const whole = digits.slice(0, digits.length - scale);
  const fraction = scale === 0 ? '' : `.${digits.slice(-scale)}`;
  return `${units < 0n ? '-' : ''}${whole}${fraction}`;
}

/** Writes a decimal without trailing zeros: `0.00001500` becomes `0.000015`, zero becomes `0`. */
export function formatTrimmed(value: Decimal): string {
  const text = formatDecimal(value);
  return text.includes('.') ? text.replace(/\.?0+$/, '') : text;
}

/** Rounds half away from zero to at most `scale` decimals; a number with fewer keeps them. */
export function roundTo(value: Decimal, scale: number): Decimal {
  if (value.scale <= scale) return value;
  const divisor = 10n ** BigInt(value.scale - scale);
  const half = value.units < 0n ? -divisor / 2n : divisor / 2n;
  return { units: (value.units + half) / divisor, scale };
}

/** The exact product; its scale is the sum of both, as in .NET. */
export function multiply(a: Decimal, b: Decimal): Decimal {
  return { units: a.units * b.units, scale: a.scale + b.scale };
}

/** Integer division rounded towards positive infinity; `divisor` must be positive. */
export function ceilDivide(dividend: bigint, divisor: bigint): bigint {
  const quotient = dividend / divisor;
  return dividend > 0n && dividend % divisor !== 0n ? quotient + 1n : quotient;
}

function abs(value: bigint): bigint {
  return value < 0n ? -value : value;
}
