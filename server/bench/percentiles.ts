/**
 * Finds a percentile by nearest rank: the least sample that at least `percent` of all samples do not exceed. It is
 * always a sample that was measured, never one made up between two.
 *
 * @param percent Above 0, at most 100.
 * @throws RangeError without samples, or for another percent.
 */
export function percentile(samples: readonly number[], percent: number): number {
  if (!(percent > 0 && percent <= 100)) throw new RangeError(`no percentile ${percent}`);
  const sorted = samples.toSorted((a, b) => a - b);
  const found = sorted[Math.ceil((percent / 100) * sorted.length) - 1];
  if (found === undefined) throw new RangeError('no samples');
  return found;
}

/** The middle sample; the lower of the two middle ones for an even count. */
export function median(samples: readonly number[]): number {
  return percentile(samples, 50);
}
