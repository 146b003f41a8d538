import { CURRENCY_DECIMALS } from './currencies.ts';
import { PaymentError } from './errors.ts';

/** An exact amount. On the wire it is a decimal string and a currency (`"50.00"`, `"USD"`). */
export interface Money {
  /** Whole minor units: cents for USD, yen for JPY, satoshis for SATS. */
  readonly minor: bigint;
  /** ISO 4217 code, or `SATS`. */
  readonly currency: string;
}

const DECIMAL = /^(-?)(\d{1,30})(?:\.(\d{1,30}))?$/;

/**
 * Reads an amount as customers' pages and settings write it: `^(0|[1-9]\d{0,11})(\.\d{1,N})?$`, N the currency's
 * decimals. No sign, exponent, blank, leading zero or foreign digit.
 *
 * @param amount Decimal string, as `"50"` or `"50.00"`. Zero is read; limits are the caller's.
 * @param currency ISO 4217 code in upper case, or `SATS`.
 * @throws PaymentError `invalid_request` (path `amount`) for another form; `currency_not_accepted` for an unknown code.
 */
export function parseMoney(amount: string, currency: string): Money {
  const decimals = decimalsOf(currency);
  const form =
    decimals === 0 ? /^(0|[1-9]\d{0,11})$/ : new RegExp(`^(0|[1-9]\\d{0,11})(\\.\\d{1,${decimals}})?$`);
  if (typeof amount !== 'string' || !form.test(amount)) {
    const most = decimals === 0 ? 'no decimals' : `at most ${decimals} decimals`;
    throw invalidAmount(`must be a decimal string with up to 12 digits and ${most}`);
  }
  return { minor: decimalToUnits(amount, decimals), currency };
}

/**
 * Writes an amount with exactly the currency's decimals: `"50.00"` for 5000 minor units of USD.
 *
 * @throws PaymentError `currency_not_accepted` for an unknown code.
 */
export function formatMoney(money: Money): string {
  return unitsToDecimal(money.minor, decimalsOf(money.currency));
}

/**
 * Orders two amounts of one currency.
 *
 * @returns -1 if `a` is less than `b`, 1 if it is more, 0 if they are equal.
 * @throws RangeError for two currencies: a bug of the caller, since nothing here knows a rate.
 */
export function compareMoney(a: Money, b: Money): -1 | 0 | 1 {
  if (a.currency !== b.currency) throw new RangeError(`cannot compare ${a.currency} with ${b.currency}`);
  if (a.minor === b.minor) return 0;
  return a.minor < b.minor ? -1 : 1;
}

/**
 * Whether an amount lies between two others, both included.
 *
 * @throws RangeError for different currencies.
 */
export function isWithin(amount: Money, min: Money, max: Money): boolean {
  return compareMoney(amount, min) >= 0 && compareMoney(amount, max) <= 0;
}

/**
 * Reads a decimal string exactly, in units of `10 ** -decimals`: BTC `"0.00007765"` is 7765 at 8 (sats) and 7765000 at
 * 11 (millisats). For what BTCPay answers, so it takes a sign, leading and trailing zeros.
 *
 * @param decimal As BTCPay writes numbers: `"0.000015"`, `"-1.50"`, `"1.0"`; no exponent, no blanks.
 * @param decimals 0 or more.
 * @throws PaymentError `invalid_request` (path `amount`) for another form, or for a value that is not whole in that unit.
 */
export function decimalToUnits(decimal: string, decimals: number): bigint {
  const [, sign, whole = '', fraction = ''] = DECIMAL.exec(decimal) ?? [];
  if (whole === '') throw invalidAmount('must be a decimal string');
  if (/[^0]/.test(fraction.slice(decimals))) throw invalidAmount(`must have at most ${decimals} decimals`);
  const units = BigInt(whole + fraction.slice(0, decimals).padEnd(decimals, '0'));
  return sign === '-' ? -units : units;
}

/**
 * Writes whole units of `10 ** -decimals` as a decimal string with exactly that many decimals; the way back from
 * `decimalToUnits`.
 *
 * @param decimals 0 or more.
 */
export function unitsToDecimal(units: bigint, decimals: number): string {
  const digits = (units < 0n ? -units : units).toString().padStart(decimals + 1, '0');
  const cut = digits.length - decimals;
  const sign = units < 0n ? '-' : '';
  return sign + (decimals === 0 ? digits : `${digits.slice(0, cut)}.${digits.slice(cut)}`);
}

function decimalsOf(currency: string): number {
  const decimals = CURRENCY_DECIMALS.get(currency);
  if (decimals === undefined) {
    throw new PaymentError('currency_not_accepted', {
      detail: 'The currency is not an ISO 4217 code or SATS.',
    });
  }
  return decimals;
}

function invalidAmount(message: string): PaymentError {
  return new PaymentError('invalid_request', { errors: [{ path: 'amount', message }] });
}
