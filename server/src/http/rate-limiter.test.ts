import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { memoryRateLimiter } from './rate-limiter.ts';

beforeEach(() => {
  vi.useFakeTimers();
});
afterEach(() => {
  vi.useRealTimers();
});

describe('memoryRateLimiter', () => {
  it('gives each key its turns, then says how long to wait', async () => {
    const limiter = memoryRateLimiter(2, 900_000);
    expect([await limiter.take('a'), await limiter.take('a')]).toEqual([0, 0]);
    vi.advanceTimersByTime(100_000);
    expect([await limiter.take('a'), await limiter.take('b')]).toEqual([800_000, 0]);
  });

  it('gives all turns again once the window is over', async () => {
    const limiter = memoryRateLimiter(1, 1_000);
    await limiter.take('a');
    expect(await limiter.take('a')).toBe(1_000);
    vi.advanceTimersByTime(1_000);
    expect([await limiter.take('a'), await limiter.take('a')]).toEqual([0, 1_000]);
  });

  it('counts no turn that was refused or given back', async () => {
    const limiter = memoryRateLimiter(1, 1_000);
    await limiter.take('a');
    for (let tries = 0; tries < 5; tries += 1) expect(await limiter.take('a')).toBeGreaterThan(0);
    await limiter.giveBack('a');
    expect(await limiter.take('a')).toBe(0);
  });

  it('keeps nothing of a key that took no turn', async () => {
    const limiter = memoryRateLimiter(1, 1_000);
    await limiter.take('a');
    expect(vi.getTimerCount()).toBe(1);
    await limiter.giveBack('a');
    await limiter.giveBack('b');
    expect(vi.getTimerCount()).toBe(0);
  });
});
