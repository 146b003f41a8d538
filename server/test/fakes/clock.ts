import type { Clock } from '../../src/payments/ports.ts';

/** A clock that stands until it is moved. */
export interface FakeClock extends Clock {
  /** Moves it, milliseconds. */
  advance(ms: number): void;
}

/** 2026-11-23T09:00:00Z, Unix ms: when a test begins unless it says otherwise. */
export const START_MS = Date.UTC(2026, 10, 23, 9);

/** A clock that begins at `startMs`. */
export function fakeClock(startMs = START_MS): FakeClock {
  let nowMs = startMs;
  return {
    now: () => nowMs,
    advance(ms) {
      nowMs += ms;
    },
  };
}
