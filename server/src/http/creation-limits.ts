import { PaymentError } from '../payments/errors.ts';
import type { PricedBy } from '../payments/payment.ts';
import type { OpenPayments } from './open-payments.ts';
import { memoryRateLimiter } from './rate-limiter.ts';

/** What the limits stand on. */
export interface CreationLimitsDeps {
  readonly limits: {
    /** Creations a client, in `creationWindowMs`. */
    readonly rateLimit: number;
    /** Payments open at once, of all clients. */
    readonly maxOpenPayments: number;
    /** Creations in `mintWindowMs`, of all clients. */
    readonly mintRate: number;
  };
  readonly openPayments: OpenPayments;
  readonly timings: { readonly creationWindowMs: number; readonly mintWindowMs: number };
}

/** Decides who may have an invoice made. */
export interface CreationLimits {
  /**
   * Runs what makes an invoice, unless that would be too much.
   *
   * @param client As `clientAddress` names it.
   * @param counts Whether an invoice was made; what was a mere repetition is not held against anybody.
   * @throws PaymentError `rate_limited`, before anything was done; whatever `make` throws, which counts as an invoice.
   */
  run<T>(
    client: string,
    pricedBy: PricedBy,
    make: () => Promise<T>,
    counts: (made: T) => Promise<boolean>,
  ): Promise<T>;
}

type Undo = () => Promise<void>;

const SERVICE = 'service';

/**
 * Builds the limits. A fifth of what the service makes and keeps open is left to payments whose price the merchant set:
 * anyone can create open ones, and whoever creates too many must not keep the shop's own customers out.
 */
export function createCreationLimits({ limits, openPayments, timings }: CreationLimitsDeps): CreationLimits {
  const perClient = memoryRateLimiter(limits.rateLimit, timings.creationWindowMs);
  const minted = memoryRateLimiter(limits.mintRate, timings.mintWindowMs);
  const mintedOpen = memoryRateLimiter(withoutAFifth(limits.mintRate), timings.mintWindowMs);

  return {
    async run(client, pricedBy, make, counts) {
      const taken: Undo[] = [];
      const giveBack = async () => {
        for (const undo of taken) await undo();
      };
      const gates =
        pricedBy === 'open'
          ? [[perClient, client] as const, [mintedOpen, SERVICE] as const, [minted, SERVICE] as const]
          : [[perClient, client] as const, [minted, SERVICE] as const];
      for (const [limiter, key] of gates) {
        const waitMs = await limiter.take(key);
        if (waitMs > 0) {
          await giveBack();
          throw new PaymentError('rate_limited', { retryAfterSeconds: waitMs / 1_000 });
        }
        taken.push(() => limiter.giveBack(key));
      }
      const most = pricedBy === 'open' ? withoutAFifth(limits.maxOpenPayments) : limits.maxOpenPayments;
      if (!(await openPayments.enter(most))) {
        await giveBack();
        throw new PaymentError('rate_limited');
      }
      let opened = false;
      try {
        const made = await make();
        opened = await counts(made);
        if (!opened) await giveBack();
        return made;
      } finally {
        openPayments.leave(opened);
      }
    },
  };
}

/** Four fifths, but never nothing. */
function withoutAFifth(all: number): number {
  return Math.max(1, Math.floor((all * 4) / 5));
}
