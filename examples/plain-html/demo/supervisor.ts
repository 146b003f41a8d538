import type { DemoProcess } from './child-process.ts';

/** How a program is kept running. */
export interface SupervisorOptions {
  /** Starts the program anew, on the same port and data. */
  readonly start: () => DemoProcess;
  /** Settles once the program that runs now can be used; rejects where the signal is aborted first. */
  readonly untilReady: (signal: AbortSignal) => Promise<void>;
  /** Told what ends and what starts, a line each. */
  readonly say: (line: string) => void;
  /** Unix ms. Default `Date.now`. */
  readonly now?: () => number;
}

const WINDOW_MS = 60_000;
const MOST_DEATHS = 5;

/** Keeps one program running: where it ends by itself, it is started again. */
export class Supervisor {
  /** Settles with what to tell after five deaths within a minute that nobody asked for; nothing is started then. */
  readonly gaveUp: Promise<string>;
  readonly #options: SupervisorOptions;
  #process: DemoProcess;
  #isReady = true;
  #isStopping = false;
  #isKilled = false;
  /** When it died, Unix ms, the last minute only. */
  #deaths: readonly number[] = [];

  /** @param first The program, running and ready. */
  constructor(first: DemoProcess, options: SupervisorOptions) {
    this.#process = first;
    this.#options = options;
    this.gaveUp = new Promise((resolve) => void this.#watch(resolve));
  }

  /** Whether the program can be used; `starting` from its death until it is ready again. */
  get state(): 'running' | 'starting' {
    return this.#isReady ? 'running' : 'starting';
  }

  /** Kills the program by SIGKILL. A death on demand is no sign of a fault: it is not counted. */
  kill(): void {
    if (!this.#isReady) return;
    this.#isKilled = true;
    this.#isReady = false;
    this.#process.kill();
  }

  /** Ends the program for good: SIGTERM, and SIGKILL after `graceMs`. */
  async stop(graceMs: number): Promise<void> {
    this.#isStopping = true;
    await this.#process.stop(graceMs);
  }

  async #watch(giveUp: (story: string) => void): Promise<void> {
    for (;;) {
      const end = await this.#process.ended;
      if (this.#isStopping) return;
      this.#isReady = false;
      if (!this.#isKilled) this.#count();
      this.#isKilled = false;
      if (this.#deaths.length >= MOST_DEATHS) return giveUp(storyOf(this.#process, end));
      this.#options.say(`The ${this.#process.name} ended (${end}) and is started again.`);
      this.#startAgain();
    }
  }

  #count(): void {
    const nowMs = (this.#options.now ?? Date.now)();
    this.#deaths = [...this.#deaths.filter((atMs) => nowMs - atMs < WINDOW_MS), nowMs];
  }

  #startAgain(): void {
    const process = this.#options.start();
    this.#process = process;
    this.#options.say(`${process.name}: pid ${process.pid}`);
    const over = new AbortController();
    void process.ended.then(() => over.abort());
    this.#options.untilReady(over.signal).then(
      () => {
        this.#isReady = true;
      },
      () => {}, // it died before: the next one is waited for
    );
  }
}

/**
 * What to tell of a program that ended by itself.
 *
 * @param end How it ended, e.g. `exit code 1`.
 */
export function storyOf(process: DemoProcess, end: string): string {
  return [`The ${process.name} ended (${end}). Its last lines:`, ...process.lastLines()].join('\n  ');
}
