/** What the checkout knows of time; injected, so that tests need no waiting. */
export interface Clock {
  /** Monotonic milliseconds from an arbitrary start. It may stand still while the device sleeps. */
  now(): number;
  /** Milliseconds since 1970 by the device's clock, which may be wrong: only differences are used, and ages of a day. */
  wallNow(): number;
  /** Calls `run` once, `delayMs` from now; the answer calls it off. */
  after(delayMs: number, run: () => void): () => void;
}

/**
 * Waits.
 *
 * @param delayMs At least so long.
 * @throws The reason of `signal`, as soon as it aborts.
 */
export function pause(clock: Clock, delayMs: number, signal: AbortSignal): Promise<void> {
  return new Promise((resolve, reject) => {
    const disarm = clock.after(delayMs, () => {
      signal.removeEventListener('abort', abort);
      resolve();
    });
    function abort() {
      disarm();
      reject(signal.reason);
    }
    signal.addEventListener('abort', abort);
  });
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
