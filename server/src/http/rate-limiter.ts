import { RateLimiterMemory, RateLimiterRes } from 'rate-limiter-flexible';
import type { RateLimiter } from '../payments/ports.ts';

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
    // Nobody is asked by `take` either.
    knownWaitMs: () => 0,
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
