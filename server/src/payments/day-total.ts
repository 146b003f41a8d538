import type { Money } from './money.ts';

/** What settled on one day in one currency. */
export interface DayTotal {
  /** Of UTC, as `2026-11-24`. */
  readonly day: string;
  /** Payments that settled. */
  readonly count: number;
  /** Sum of their prices. */
  readonly price: Money;
  /** Sum of what arrived for them, each in whole satoshis. */
  readonly paidSats: bigint;
}

/** What the merchant's books ask of the ledger. */
export interface Books {
  /**
   * Sums payments by the UTC day on which they settled, the oldest day first, then by currency. Days without any are left
   * out. Throws PaymentError `ledger_unavailable`.
   *
   * @param fromMs Unix ms, included.
   * @param toMs Unix ms, not included.
   */
  summarizeDays(fromMs: number, toMs: number): Promise<readonly DayTotal[]>;
}
