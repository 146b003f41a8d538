import type { PricedBy } from '../payments/payment.ts';
import type { RateLimiter } from '../payments/ports.ts';

/** Makes the limiters that creations are held against; see `SharedLimits.limiter`. */
export type MakeLimiter = (name: string, turns: number, windowMs: number) => RateLimiter;

/** A turn that was taken, or that there was none. */
export interface Turn {
  /** 0: it is taken; else the milliseconds until there may be one. */
  readonly waitMs: number;
  /** Gives it back, if it was taken. */
  giveBack(): Promise<void>;
}

/** The turns of the whole service. */
export interface MintTurns {
  /** See `RateLimiter.knownWaitMs`. */
  knownWaitMs(pricedBy: PricedBy): number;
  take(pricedBy: PricedBy): Promise<Turn>;
}

const SERVICE = 'service';

/**
 * Counts what the service makes in two parts, of which the smaller is for payments whose price the merchant set. They use
 * that one up first and the other one then, so no flood of open ones ever holds a turn of theirs, not for a moment.
 *
 * @param mintRate Both parts together, 1 or more.
 */
export function createMintTurns(make: MakeLimiter, mintRate: number, windowMs: number): MintTurns {
  const forAll = withoutAFifth(mintRate);
  const common = make('mint', forAll, windowMs);
  const reserved = mintRate > forAll ? [make('mint-reserved', mintRate - forAll, windowMs)] : [];
  const partsFor = (pricedBy: PricedBy) => (pricedBy === 'open' ? [common] : [...reserved, common]);
  return {
    knownWaitMs: (pricedBy) => Math.min(...partsFor(pricedBy).map((part) => part.knownWaitMs(SERVICE))),
    async take(pricedBy) {
      const waits: number[] = [];
      for (const part of partsFor(pricedBy)) {
        const waitMs = await part.take(SERVICE);
        if (waitMs === 0) return { waitMs, giveBack: () => part.giveBack(SERVICE) };
        waits.push(waitMs);
      }
      return { waitMs: Math.min(...waits), giveBack: async () => {} };
    },
  };
}

/** Four fifths, but never nothing. */
export function withoutAFifth(all: number): number {
  return Math.max(1, Math.floor((all * 4) / 5));
}
