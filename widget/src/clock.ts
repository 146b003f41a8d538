/** What the checkout knows of time; injected, so that tests need no waiting. */
export interface Clock {
  /** Monotonic milliseconds from an arbitrary start. It may stand still while the device sleeps. */
  now(): number;
  /** Milliseconds since 1970 by the device's clock, which may be wrong: only differences are used, and ages of a day. */
  wallNow(): number;
  /** Calls `run` once, `delayMs` from now; the answer calls it off. */
  after(delayMs: number, run: () => void): () => void;
}

/** The clock and the timers of the page. */
export const pageClock: Clock = {
  now: () => performance.now(),
  wallNow: () => Date.now(),
  after(delayMs, run) {
    const timer = setTimeout(run, delayMs);
    return () => clearTimeout(timer);
  },
};
