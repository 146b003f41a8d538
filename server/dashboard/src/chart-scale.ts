import { addAmounts, decimalsOf, fromMinor, toMinor } from './show/money.ts';
import type { DaySum } from './wire/summary.ts';

/** What was paid in one currency over some days, each of them there. */
export interface Period {
  readonly currency: string;
  /** Oldest first. */
  readonly days: readonly DaySum[];
  /** Decimal string. */
  readonly amount: string;
  readonly count: number;
  readonly paidSats: number;
}

/**
 * Lays the sums of one currency out over days; days without a payment are nought.
 *
 * @param sums As the server gave them: of all currencies, only days with payments.
 * @param days UTC days, oldest first.
 */
export function periodOf(sums: readonly DaySum[], currency: string, days: readonly string[]): Period {
  const own = new Map(sums.filter((sum) => sum.currency === currency).map((sum) => [sum.day, sum]));
  const all = days.map((day) => own.get(day) ?? { day, currency, count: 0, amount: '0', paidSats: 0 });
  const decimals = Math.max(0, ...all.map(({ amount }) => decimalsOf(amount)));
  return {
    currency,
    days: all.map((sum) => ({ ...sum, amount: fromMinor(toMinor(sum.amount, decimals), decimals) })),
    amount: addAmounts(all.map(({ amount }) => amount)),
    count: all.reduce((count, day) => count + day.count, 0),
    paidSats: all.reduce((sats, day) => sats + day.paidSats, 0),
  };
}

/** Currencies of a summary, the one with the most payments first. */
export function currenciesOf(sums: readonly DaySum[]): string[] {
  const counts = new Map<string, number>();
  for (const { currency, count } of sums) counts.set(currency, (counts.get(currency) ?? 0) + count);
  return [...counts].sort(([, a], [, b]) => b - a).map(([currency]) => currency);
}

/** Tenths of a power of ten. */
const ROUND_TENTHS = [10n, 12n, 16n, 20n, 30n, 40n, 60n, 80n, 100n];

/**
 * The end of an axis: the least round amount that nothing is above. Round is what is short to read, and so is its half.
 *
 * @param amounts Decimal strings of one currency.
 * @returns Decimal string above 0.
 */
export function topOfAxis(amounts: readonly string[]): string {
  const decimals = Math.max(0, ...amounts.map(decimalsOf));
  let most = 1n;
  for (const amount of amounts) {
    const minor = toMinor(amount, decimals);
    if (minor > most) most = minor;
  }
  let power = 10n; // no tenths of a cent
  while (power * 10n < most) power *= 10n;
  const top = ROUND_TENTHS.map((step) => (step * power) / 10n).find((end) => end >= most) ?? most;
  return fromMinor(top, decimals);
}

/** Half of an amount, as far as its decimals go. */
export function halfOf(amount: string): string {
  const decimals = decimalsOf(amount);
  return fromMinor(toMinor(amount, decimals) / 2n, decimals);
}

/**
 * How much of an axis an amount fills.
 *
 * @returns 0 to 1, for drawing only.
 */
export function shareOf(amount: string, top: string): number {
  const decimals = Math.max(decimalsOf(amount), decimalsOf(top));
  return Number((toMinor(amount, decimals) * 10_000n) / toMinor(top, decimals)) / 10_000;
}
