import type { Clock } from '../payments/ports.ts';

/** Places for payments that can still be paid. */
export interface OpenPayments {
  /**
   * Takes a place while fewer than `most` are open or on their way.
   *
   * @throws PaymentError `ledger_unavailable` when they cannot be counted.
   */
  enter(most: number): Promise<boolean>;
  /** Ends what `enter` began: the payment is there, or nothing came of it. */
  leave(opened: boolean): void;
}

/** What the count stands on. */
export interface OpenPaymentsDeps {
  /** Counts them in the ledger, those of other processes too. */
  readonly countOpen: (nowMs: number) => Promise<number>;
  readonly clock: Clock;
  readonly timings: { readonly openCountKeptMs: number };
}

/**
 * Counts open payments without asking the ledger each time: its count is kept for a moment, and what this process opens
 * meanwhile is added. Other processes may each add a moment's worth unseen.
 */
export function createOpenPayments({ countOpen, clock, timings }: OpenPaymentsDeps): OpenPayments {
  let counted = 0;
  let countedAtMs = Number.NEGATIVE_INFINITY;
  let openedSince = 0;
  let entered = 0;
  let counting: Promise<void> | null = null;

  async function count(): Promise<void> {
    const seenByCount = openedSince;
    counted = await countOpen(clock.now());
    // One that was opened while the ledger counted may be in both: too many for a moment, never too few.
    openedSince -= seenByCount;
    countedAtMs = clock.now();
  }

  return {
    async enter(most) {
      if (clock.now() - countedAtMs >= timings.openCountKeptMs) {
        counting ??= count().finally(() => {
          counting = null;
        });
        await counting;
      }
      if (counted + openedSince + entered >= most) return false;
      entered += 1;
      return true;
    },
    leave(opened) {
      entered -= 1;
      if (opened) openedSince += 1;
    },
  };
}
