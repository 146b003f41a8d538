import { PaymentError } from '../payments/errors.ts';
import type { PricedBy } from '../payments/payment.ts';
import { createMintTurns, type MakeLimiter, withoutAFifth } from './mint-turns.ts';
import type { OpenPayments } from './open-payments.ts';

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
  /** Where turns are counted: in this process, or with others. */
  readonly makeLimiter: MakeLimiter;
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

/**
 * Builds the limits. A fifth of what the service makes and keeps open is left to payments whose price the merchant set:
 * anyone can create open ones, and whoever creates too many must not keep the shop's own customers out.
 */
export function createCreationLimits(deps: CreationLimitsDeps): CreationLimits {
  const { limits, makeLimiter, openPayments, timings } = deps;
  const perClient = makeLimiter('client', limits.rateLimit, timings.creationWindowMs);
  const minted = createMintTurns(makeLimiter, limits.mintRate, timings.mintWindowMs);

  /** @returns How to give the turns back. */
  async function takeTurns(client: string, pricedBy: PricedBy): Promise<() => Promise<void>> {
    // A flood is refused here, and costs no more than that.
    refuseFor(Math.max(perClient.knownWaitMs(client), minted.knownWaitMs(pricedBy)));
    // Both at once: where they are shared, that is one round trip to the database in place of two.
    const [clientWaitMs, turn] = await Promise.all([perClient.take(client), minted.take(pricedBy)]);
    const giveBack = async () => {
      await Promise.all([clientWaitMs === 0 ? perClient.giveBack(client) : null, turn.giveBack()]);
    };
    const waitMs = Math.max(clientWaitMs, turn.waitMs);
    if (waitMs > 0) await giveBack();
    refuseFor(waitMs);
    return giveBack;
  }

  return {
    async run(client, pricedBy, make, counts) {
      const giveBack = await takeTurns(client, pricedBy);
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

function refuseFor(waitMs: number): void {
  if (waitMs > 0) throw new PaymentError('rate_limited', { retryAfterSeconds: waitMs / 1_000 });
}
