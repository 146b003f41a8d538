import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';

/** How long a program may take to be ready, to answer and to end. */
const READY_MS = 30_000;
const ANSWER_MS = 90_000;
const END_MS = 5_000;

/** What is started. */
export interface ProgramPlan<Ready> {
  /** Path of the script. */
  readonly script: string;
  /** Its whole environment, but for `PATH`. */
  readonly env?: Readonly<Record<string, string>>;
  /** Options for Node itself. */
  readonly nodeOptions?: readonly string[];
  /** Reads from a line of its output that it is ready; null while it is not. */
  readonly readyFrom: (line: string) => Ready | null;
}

/** A program that runs. */
export interface Program<Ready> {
  readonly ready: Ready;
  /** Sends a control program a message; settles with its answer. One question at a time. */
  ask(message: object): Promise<unknown>;
  /** Asks it to end, kills it if it does not. */
  stop(): Promise<void>;
}

/** The processes of the bench: started under the Node that runs this one, and all ended in the end. */
export class Programs {
  readonly #running = new Set<ChildProcess>();

  /** @throws Error with its last lines where it ends instead, or is not ready in time. */
  async start<Ready>(plan: ProgramPlan<Ready>): Promise<Program<Ready>> {
    const child = fork(plan.script, [], {
      env: { PATH: process.env['PATH'], ...plan.env },
      execArgv: [...(plan.nodeOptions ?? [])],
      stdio: ['ignore', 'pipe', 'pipe', 'ipc'],
    });
    this.#running.add(child);
    const ended = once(child, 'close').then(() => this.#running.delete(child));
    const ready = await readiness(child, plan);
    return {
      ready,
      async ask(message) {
        const signal = AbortSignal.timeout(ANSWER_MS);
        const answer = once(child, 'message', { signal });
        child.send(message);
        const [value] = (await Promise.race([answer, ended])) as unknown[]; // of 'message'
        return value;
      },
      async stop() {
        end(child);
        await ended;
      },
    };
  }

  /** Ends what still runs. */
  async stopAll(): Promise<void> {
    const children = [...this.#running];
    const ends = children.map((child) => once(child, 'close'));
    for (const child of children) end(child);
    await Promise.all(ends);
  }
}

/** The address that a program tells in a line `{"listening": "http://…"}`. */
export function listeningAddress(line: string): string | null {
  const said: unknown = line.startsWith('{') ? JSON.parse(line) : null;
  const { listening = null } = (said ?? {}) as { listening?: string }; // our own control programs and simulator
  return listening;
}

function readiness<Ready>(child: ChildProcess, plan: ProgramPlan<Ready>): Promise<Ready> {
  const lines: string[] = [];
  const { promise, resolve, reject } = Promise.withResolvers<Ready>();
  const fail = (why: string) =>
    reject(new Error([`${plan.script} ${why}. Its last lines:`, ...lines].join('\n  ')));
  for (const stream of [child.stdout, child.stderr]) {
    if (stream === null) continue;
    // Read on after the start too: a full pipe would hold the program up.
    createInterface({ input: stream }).on('line', (line) => {
      if (lines.push(line) > 20) lines.shift();
      const ready = isReady ? null : plan.readyFrom(line);
      if (ready !== null) resolve(ready);
    });
  }
  let isReady = false;
  const limit = setTimeout(() => fail('was not ready in time'), READY_MS);
  child.once('close', () => fail('ended'));
  child.once('error', (error) => fail(error.message));
  return promise.finally(() => {
    isReady = true;
    clearTimeout(limit);
  });
}

function end(child: ChildProcess): void {
  child.kill('SIGTERM');
  const impatience = setTimeout(() => child.kill('SIGKILL'), END_MS);
  child.once('close', () => clearTimeout(impatience));
}
