import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { createInterface } from 'node:readline';

const START = join(import.meta.dirname, '../plain-html/start.ts');

/** `npm start` less the build, as a process of its own. */
export interface DemoRun {
  readonly url: string;
  /** Process ids by name, as the demo itself tells them. */
  readonly pids: ReadonlyMap<string, number>;
  /** What it wrote to stderr so far. */
  errors(): string;
  /** Its exit code, once it ended; null where a signal ended it. */
  readonly exitCode: Promise<number | null>;
  /** SIGTERM, as Ctrl-C would; settles with the exit code. */
  stop(): Promise<number | null>;
}

/**
 * Starts the demo on a free port.
 *
 * @param dataDir Folder for everything it keeps.
 * @returns Once it says that it is ready.
 * @throws Error with what it said, where it ended instead.
 */
export async function runDemo(dataDir: string): Promise<DemoRun> {
  const child = spawn(process.execPath, [START], {
    env: { PATH: process.env['PATH'], PORT: '0', DEMO_DATA_DIR: dataDir },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let errors = '';
  child.stderr.setEncoding('utf8').on('data', (text: string) => {
    errors += text;
  });
  const exitCode = once(child, 'close').then(([code]) => code as number | null); // Node's own type: any
  const pids = new Map<string, number>();
  const url = await Promise.race([
    untilReady(child, pids),
    exitCode.then((code) => Promise.reject(new Error(`The demo ended (${code}): ${errors}`))),
  ]);
  return {
    url,
    pids,
    errors: () => errors,
    exitCode,
    stop() {
      child.kill('SIGTERM');
      return exitCode;
    },
  };
}

function untilReady(child: ChildProcess, pids: Map<string, number>): Promise<string> {
  const { promise, resolve } = Promise.withResolvers<string>();
  if (!child.stdout) throw new Error('The demo has no output.');
  createInterface({ input: child.stdout }).on('line', (line) => {
    const program = /^(.+): pid (\d+)$/.exec(line);
    if (program?.[1]) pids.set(program[1], Number(program[2]));
    const ready = /^lightning-pay demo: (http:\S+)$/.exec(line);
    if (ready?.[1]) resolve(ready[1]);
  });
  return promise;
}
