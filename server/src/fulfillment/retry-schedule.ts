/** Share of a wait by which it may be shorter or longer: what failed together does not come back together. */
const JITTER = 0.2;

/** A try that failed. */
export interface FailedTry {
  /** Failures in a row, this one included: 1 or more. */
  readonly failures: number;
  /** When it failed, Unix ms. */
  readonly atMs: number;
  /** How long the other side asks to be left alone, ms; null: it does not say. */
  readonly retryAfterMs: number | null;
  /** From 0, below 1; picks the wait within its jitter of 20 %. */
  readonly chance: number;
}

/**
 * Says when a message that failed is tried again. Never earlier than the other side asks, which may ask for the
 * longest wait of the schedule at most.
 *
 * @param waitsMs Wait before each try, counted from the failure before it.
 * @returns Unix ms; null: never, every try has failed.
 */
export function nextTry(
  waitsMs: readonly number[],
  { failures, atMs, retryAfterMs, chance }: FailedTry,
): number | null {
  const waitMs = waitsMs[failures];
  if (waitMs === undefined) return null;
  const jitteredMs = waitMs * (1 - JITTER + 2 * JITTER * chance);
  const askedMs = Math.min(retryAfterMs ?? 0, Math.max(...waitsMs));
  return Math.ceil(atMs + Math.max(jitteredMs, askedMs));
}

/** How long a message is tried by a schedule, milliseconds, tries themselves and jitter left out. */
export function scheduleLengthMs(waitsMs: readonly number[]): number {
  return waitsMs.reduce((sum, waitMs) => sum + waitMs, 0);
}
