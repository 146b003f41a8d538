import { type ChildProcess, spawn } from 'node:child_process';
import { createInterface } from 'node:readline';

/** A program of the demo that runs beside the shop. */
export interface DemoProcess {
  /** Name for people. */
  readonly name: string;
  readonly pid: number;
  /** Settles with how it ended, e.g. `exit code 1` or `SIGKILL`; never rejects. */
  readonly ended: Promise<string>;
  /** Its last lines of output, oldest first, 20 at most. */
  lastLines(): readonly string[];
  /** Asks it to stop by SIGTERM, kills it after `graceMs`; settles when it is gone. */
  stop(graceMs: number): Promise<void>;
  /** SIGKILL: it gets no word in. */
  kill(): void;
}

/**
 * Starts a Node program under the Node that runs this one.
 *
 * @param name Name for people.
 * @param script Path of the program.
 * @param environment Its variables. Of ours it gets `PATH` alone, so that a `DATABASE_URL` in somebody's shell never
 * becomes the demo's.
 */
export function startProcess(
  name: string,
  script: string,
  environment: Readonly<Record<string, string>>,
): DemoProcess {
  const { PATH } = process.env;
  const child = spawn(process.execPath, [script], {
    env: { PATH, ...environment },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const lines: string[] = [];
  for (const stream of [child.stdout, child.stderr]) {
    createInterface({ input: stream }).on('line', (line) => {
      lines.push(line);
      if (lines.length > 20) lines.shift();
    });
  }
  const ended = endOf(child);
  return {
    name,
    pid: child.pid ?? 0,
    ended,
    lastLines: () => [...lines],
    async stop(graceMs) {
      child.kill('SIGTERM');
      const impatience = setTimeout(() => child.kill('SIGKILL'), graceMs);
      await ended;
      clearTimeout(impatience);
    },
    kill() {
      child.kill('SIGKILL');
    },
  };
}

/** Waits for `close`, not `exit`: by then the last lines were read too. */
function endOf(child: ChildProcess): Promise<string> {
  return new Promise((resolve) => {
    child.once('error', (error) => resolve(error.message));
    child.once('close', (code, signal) => resolve(signal ?? `exit code ${code}`));
  });
}
