/** How pauses grow: `first` ms, times `factor` at each attempt, `longest` ms at most. */
export interface Backoff {
  readonly first: number;
  readonly factor: number;
  readonly longest: number;
}

/**
 * Pause before an attempt, in ms, spread by ±25 % so that clients cut off together do not come back together.
 *
 * @param attempt 0 for the first.
 * @param random Uniform in [0, 1).
 */
export function backoffMs(
  { first, factor, longest }: Backoff,
  attempt: number,
  random: () => number,
): number {
  return Math.min(longest, first * factor ** attempt) * (0.75 + random() / 2);
}
