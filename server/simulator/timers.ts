/** Node's timers overflow above this many ms; a longer wait is taken in steps. */
const MAX_TIMEOUT_MS = 2 ** 31 - 1;

/** One timer per name, replaced when set again; all of them end at once. */
export class Timers {
  readonly #timers = new Map<string, NodeJS.Timeout>();

  /** Calls `run` after `ms` (0 or less: as soon as possible). */
  set(name: string, ms: number, run: () => void): void {
    this.clear(name);
    const step = Math.min(Math.max(ms, 0), MAX_TIMEOUT_MS);
    const timer = setTimeout(() => {
      this.#timers.delete(name);
      if (ms > MAX_TIMEOUT_MS) this.set(name, ms - MAX_TIMEOUT_MS, run);
      else run();
    }, step);
    this.#timers.set(name, timer);
  }

  /** Forgets one timer. */
  clear(name: string): void {
    clearTimeout(this.#timers.get(name));
    this.#timers.delete(name);
  }

  /** Forgets all timers. */
  clearAll(): void {
    for (const name of [...this.#timers.keys()]) this.clear(name);
  }
}

/** Resolves after `ms`, or at once when `signal` aborts. */
export function wait(ms: number, signal?: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    if (signal?.aborted) return resolve();
    const timer = setTimeout(done, ms);
    function done(): void {
      clearTimeout(timer);
      signal?.removeEventListener('abort', done);
      resolve();
    }
    signal?.addEventListener('abort', done);
  });
}
