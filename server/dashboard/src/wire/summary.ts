import { listOf, object, text, whole } from './read.ts';

/** What was paid on one day in one currency. */
export interface DaySum {
  /** UTC, as `2026-11-24`. */
  readonly day: string;
  readonly currency: string;
  readonly count: number;
  /** Decimal string. */
  readonly amount: string;
  readonly paidSats: number;
}

/** Reads the answer of `GET /v1/merchant/summary`. */
export const readSummary = object<{ readonly days: readonly DaySum[] }>({
  days: listOf(object<DaySum>({ day: text, currency: text, count: whole, amount: text, paidSats: whole })),
});
