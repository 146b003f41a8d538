import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { median, percentile } from './percentiles.ts';

const hundred = Array.from({ length: 100 }, (_, i) => 100 - i);

describe('percentile', () => {
  it.each([
    [50, 50],
    [95, 95],
    [99, 99],
    [99.5, 100],
    [100, 100],
    [0.1, 1],
  ])('finds p%d of 1 to 100, in whatever order, at %d', (percent, expected) => {
    expect(percentile(hundred, percent)).toBe(expected);
  });

  it('is the worst of fewer samples than it can tell apart', () => {
    expect(percentile([3, 1, 2], 99)).toBe(3);
    expect(percentile([7], 1)).toBe(7);
  });

  it('sorts by value, not as text', () => {
    expect(percentile([9, 10, 1], 100)).toBe(10);
  });

  it('is a sample, has enough samples at or below it, and leaves its samples alone', () => {
    const samples = fc.array(fc.integer(), { minLength: 1 });
    fc.assert(
      fc.property(samples, fc.integer({ min: 1, max: 100 }), (values, percent) => {
        const before = [...values];
        const found = percentile(values, percent);
        expect(values).toEqual(before);
        expect(values).toContain(found);
        const atMost = values.filter((value) => value <= found).length;
        const below = values.filter((value) => value < found).length;
        expect(atMost * 100).toBeGreaterThanOrEqual(percent * values.length);
        expect(below * 100).toBeLessThan(percent * values.length);
      }),
    );
  });

  it.each([0, -1, 101, Number.NaN])('refuses %d', (percent) => {
    expect(() => percentile([1], percent)).toThrow(RangeError);
  });

  it('refuses to say something of nothing', () => {
    expect(() => percentile([], 50)).toThrow(RangeError);
  });
});

describe('median', () => {
  it('is the middle one, or the lower of the two', () => {
    expect(median([9, 1, 5])).toBe(5);
    expect(median([4, 1, 3, 2])).toBe(2);
  });
});
