import { RateLimiterMemory, RateLimiterRes } from 'rate-limiter-flexible';

/** So many turns a key, in each window of time. */
export interface RateLimiter {
  /**
   * Takes one turn of a key.
   *
   * @returns 0 when there was one, or the milliseconds until there are turns again.
   */
  take(key: string): Promise<number>;
  /** Gives a turn back that was taken for nothing. */
  giveBack(key: string): Promise<void>;
}

/**
 * Limits within this process: a fixed window for each key, begun by its first turn. Of a key without a turn in its window
 * nothing is kept.
 *
 * @param turns A window, 1 or more.
 */
export function memoryRateLimiter(turns: number, windowMs: number): RateLimiter {
  const limiter = new RateLimiterMemory({ points: turns, duration: windowMs / 1_000 });
  const giveBack = async (key: string) => {
    const { consumedPoints } = await limiter.reward(key);
    if (consumedPoints <= 0) await limiter.delete(key);
  };
  return {
    async take(key) {
      try {
        await limiter.consume(key);
        return 0;
      } catch (refusal) {
        if (!(refusal instanceof RateLimiterRes)) throw refusal;
        // A turn that was refused must not stand in the way of one that is given back.
        await giveBack(key);
        return Math.max(1, refusal.msBeforeNext);
      }
    },
    giveBack,
  };
}
