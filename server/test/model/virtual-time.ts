import { vi } from 'vitest';
import { START_MS } from '../fakes/clock.ts';

/** Taken before any timer is faked: the way to let every promise that can go on go on. */
const realImmediate = setImmediate;

/** Time that stands until it is moved: the clock, and every timer of the server, follow it. */
export interface VirtualTime {
  /** Unix ms. */
  now(): number;
  /** Lets everything run that waits for no timer and for nobody outside. */
  settle(): Promise<void>;
  /**
   * Lets time pass, timer by timer.
   *
   * @param between Runs after each timer.
   */
  pass(ms: number, between: () => Promise<void>): Promise<void>;
  /** Time goes by at once, and no timer comes nearer: the machine slept. */
  leap(ms: number): void;
  /** Says that something happened, so that `settle` looks again. */
  touch(): void;
}

/** Takes over the timers of this thread until `giveBackTimers`. */
export function takeTimers(): void {
  vi.useFakeTimers({
    toFake: [
      'setTimeout',
      'clearTimeout',
      'setInterval',
      'clearInterval',
      'setImmediate',
      'clearImmediate',
      'Date',
    ],
  });
}

/** Gives them back. */
export function giveBackTimers(): void {
  vi.useRealTimers();
}

/** Begins anew at `START_MS`, with no timer left. Timers must have been taken. */
export function virtualTime(): VirtualTime {
  vi.clearAllTimers();
  vi.setSystemTime(START_MS);
  let touched = 0;
  async function settle(): Promise<void> {
    for (let before = -1; before !== touched; ) {
      before = touched;
      vi.advanceTimersByTime(0);
      await new Promise<void>((resolve) => realImmediate(resolve));
    }
  }
  return {
    now: () => Date.now(),
    settle,
    async pass(ms, between) {
      let over = false;
      setTimeout(() => {
        over = true;
      }, ms);
      while (!over) {
        vi.advanceTimersToNextTimer();
        await between();
      }
    },
    leap: (ms) => void vi.setSystemTime(Date.now() + ms),
    touch() {
      touched += 1;
    },
  };
}
