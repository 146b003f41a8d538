import { describe, expect, it } from 'vitest';
import { takeSamples } from './sampling.ts';

const plan = { warmUp: 2, atMost: 3, atLeast: 1, budgetMs: 60_000, take: async (index: number) => index };

describe('takeSamples', () => {
  it('leaves the warm-up out and stops at its number', async () => {
    expect(await takeSamples(plan)).toEqual([2, 3, 4]);
  });

  it('takes one after another', async () => {
    let running = 0;
    const take = async () => {
      running += 1;
      await Promise.resolve();
      const seen = running;
      running -= 1;
      return seen;
    };
    expect(await takeSamples({ ...plan, take })).toEqual([1, 1, 1]);
  });

  it('begins nothing once its time is over, and says so where that is too little', async () => {
    await expect(takeSamples({ ...plan, budgetMs: 0 })).rejects.toThrow('0 samples in 0 s, 1 are needed');
    expect(await takeSamples({ ...plan, budgetMs: 0, atLeast: 0 })).toEqual([]);
  });
});
