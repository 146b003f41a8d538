import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { TIMINGS } from '../timings.ts';
import { nextTry, scheduleLengthMs } from './retry-schedule.ts';

const WAITS = TIMINGS.deliveryWaitsMs;
const LONGEST_MS = 24 * 3_600_000;
const chance = fc.double({ min: 0, max: 1, maxExcluded: true, noNaN: true });
const failures = fc.integer({ min: 1, max: 9 });
const atMs = fc.integer({ min: 0, max: 4_000_000_000_000 });

/** Seconds after which a message is tried again that failed so often, without jitter. */
const waited = (count: number) =>
  (nextTry(WAITS, { failures: count, atMs: 0, retryAfterMs: null, chance: 0.5 }) ?? Number.NaN) / 1_000;

describe('nextTry', () => {
  it('follows the schedule of production, and ends with the tenth failure', () => {
    expect(WAITS[0]).toBe(0);
    expect([1, 2, 3, 4, 5, 6, 7, 8, 9].map(waited)).toEqual([
      5, 300, 1_800, 7_200, 18_000, 36_000, 50_400, 72_000, 86_400,
    ]);
    for (const count of [10, 11, 100])
      expect(nextTry(WAITS, { failures: count, atMs: 0, retryAfterMs: 5, chance: 0.5 })).toBeNull();
  });

  it('stays within 20 % of the wait, in whole milliseconds', () => {
    fc.assert(
      fc.property(failures, atMs, chance, (count, from, share) => {
        const next = nextTry(WAITS, { failures: count, atMs: from, retryAfterMs: null, chance: share });
        const waitMs = WAITS[count] ?? Number.NaN;
        expect(Number.isInteger(next)).toBe(true);
        expect((next ?? 0) - from).toBeGreaterThanOrEqual(Math.floor(waitMs * 0.8));
        expect((next ?? 0) - from).toBeLessThanOrEqual(Math.ceil(waitMs * 1.2));
      }),
    );
  });

  it('reaches both ends of the jitter', () => {
    const after = (share: number) =>
      nextTry(WAITS, { failures: 1, atMs: 0, retryAfterMs: null, chance: share });
    expect([after(0), after(0.999_999)]).toEqual([4_000, 6_000]);
  });

  it('is never earlier than asked, and later than the schedule only because it was asked', () => {
    fc.assert(
      fc.property(failures, atMs, chance, fc.nat(3 * LONGEST_MS), (count, from, share, askedMs) => {
        const tried = { failures: count, atMs: from, chance: share };
        const plain = nextTry(WAITS, { ...tried, retryAfterMs: null }) ?? Number.NaN;
        const next = nextTry(WAITS, { ...tried, retryAfterMs: askedMs });
        expect(next).toBe(Math.max(plain, from + Math.min(askedMs, LONGEST_MS)));
      }),
    );
  });
});

describe('scheduleLengthMs', () => {
  it('is three days and a little in production', () => {
    expect(scheduleLengthMs(WAITS) / LONGEST_MS).toBeCloseTo(3.15, 2);
  });
});
