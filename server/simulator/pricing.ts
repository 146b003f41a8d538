import { ceilDivide, type Decimal, formatDecimal, multiply, parseDecimal, roundTo } from './decimal.ts';

/** Rates of the store: currency code to units of it for one bitcoin, as a decimal string. */
export type Rates = Readonly<Record<string, string>>;

/** Decimals of one bitcoin: BTC amounts are written in it, sats are its smallest unit. */
const BTC_SCALE = 8;
const SATS_PER_BTC = 100_000_000n;
/** Currencies that do not have two decimals; BTCPay knows more of them than the simulator needs. */
const DIVISIBILITY: Readonly<Record<string, number>> = {
  SATS: 0,
  BTC: BTC_SCALE,
  JPY: 0,
  KRW: 0,
  CLP: 0,
  BHD: 3,
  KWD: 3,
};

/** Decimals that BTCPay keeps of an amount in `currency`. */
export function divisibilityOf(currency: string): number {
  return DIVISIBILITY[currency] ?? 2;
}

/** The rate of a currency as BTCPay shows it; `SATS` and `BTC` need no source. `null`: no rule for it. */
export function rateOf(rates: Rates, currency: string): string | null {
  if (currency === 'SATS') return '100000000';
  if (currency === 'BTC') return '1.0';
  return rates[currency] ?? null;
}

/** Rounds an amount to its currency, but never to zero, as BTCPay does. */
export function roundAmount(amount: Decimal, currency: string): Decimal {
  const rounded = roundTo(amount, divisibilityOf(currency));
  return rounded.units === 0n ? amount : rounded;
}

/** What an amount costs in sats, rounded up to a whole one. */
export function toSats(amount: Decimal, rate: string): bigint {
  const perBitcoin = readRate(rate);
  const dividend = amount.units * SATS_PER_BTC * 10n ** BigInt(perBitcoin.scale);
  return ceilDivide(dividend, perBitcoin.units * 10n ** BigInt(amount.scale));
}

/** What was paid in the invoice's currency, with every decimal that the product has. */
export function fromMsat(msat: bigint, rate: string): Decimal {
  const btc =
    msat % 1000n === 0n ? { units: msat / 1000n, scale: BTC_SCALE } : { units: msat, scale: BTC_SCALE + 3 };
  return multiply(btc, readRate(rate));
}

/** The same, rounded to the currency: `paidAmount` of an invoice. */
export function paidAmount(msat: bigint, rate: string, currency: string): string {
  return msat === 0n ? '0' : formatDecimal(roundTo(fromMsat(msat, rate), divisibilityOf(currency)));
}

function readRate(rate: string): Decimal {
  const value = parseDecimal(rate);
  if (!value || value.units <= 0n) throw new RangeError(`not a rate: ${rate}`);
  return value;
}
