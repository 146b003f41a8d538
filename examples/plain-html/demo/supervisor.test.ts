import { describe, expect, it } from 'vitest';
import type { DemoProcess } from './child-process.ts';
import { Supervisor } from './supervisor.ts';

/** A program that ends when the test says so. */
class FakeProcess implements DemoProcess {
  readonly name = 'server';
  readonly pid: number;
  readonly #ending = Promise.withResolvers<string>();
  readonly ended = this.#ending.promise;

  constructor(pid: number) {
    this.pid = pid;
  }

  lastLines = () => [`line of ${this.pid}`];
  end = (how: string) => this.#ending.resolve(how);
  kill = () => this.end('SIGKILL');
  stop = async () => this.end('SIGTERM');
}

function setUp() {
  const processes = [new FakeProcess(1)];
  const said: string[] = [];
  let ready = () => {};
  let nowMs = 0;
  const [first] = processes;
  if (!first) throw new Error('There is a first one.');
  const supervisor = new Supervisor(first, {
    start: () => {
      const next = new FakeProcess(processes.length + 1);
      processes.push(next);
      return next;
    },
    untilReady: (signal) =>
      new Promise((resolve, reject) => {
        ready = resolve;
        signal.addEventListener('abort', () => reject(signal.reason));
      }),
    say: (line) => said.push(line),
    now: () => nowMs,
  });
  return {
    supervisor,
    said,
    started: () => processes.length,
    becomeReady: () => ready(),
    wait: (ms: number) => {
      nowMs += ms;
    },
    /** Ends the program that runs; settles once the next one runs. */
    die: async () => {
      const before = processes.length;
      processes.at(-1)?.end('exit code 1');
      await expect.poll(() => processes.length).toBe(before + 1);
    },
    newest: () => processes.at(-1),
  };
}

describe('Supervisor', () => {
  it('starts a program again that ended, and says so', async () => {
    const { die, said, supervisor } = setUp();
    expect(supervisor.state).toBe('running');
    await die();
    expect(said).toEqual(['The server ended (exit code 1) and is started again.', 'server: pid 2']);
  });

  it('is starting until the program is ready', async () => {
    const { die, becomeReady, supervisor } = setUp();
    await die();
    expect(supervisor.state).toBe('starting');
    becomeReady();
    await expect.poll(() => supervisor.state).toBe('running');
  });

  it('is still starting where the program died before it was ready', async () => {
    const { die, becomeReady, supervisor } = setUp();
    await die();
    await die();
    expect(supervisor.state).toBe('starting');
    becomeReady();
    await expect.poll(() => supervisor.state).toBe('running');
  });

  it('gives up at the fifth death within a minute, with the last lines', async () => {
    const { die, newest, started, supervisor } = setUp();
    for (let death = 1; death <= 4; death++) await die();
    newest()?.end('exit code 1');
    expect(await supervisor.gaveUp).toBe('The server ended (exit code 1). Its last lines:\n  line of 5');
    expect([started(), supervisor.state]).toEqual([5, 'starting']);
  });

  it('forgets a death after a minute', async () => {
    const { die, wait, started } = setUp();
    for (let death = 1; death <= 6; death++) {
      await die();
      wait(15_000);
    }
    expect(started()).toBe(7);
  });

  it('does not count deaths on demand', async () => {
    const { becomeReady, started, supervisor } = setUp();
    for (let kill = 1; kill <= 6; kill++) {
      supervisor.kill();
      expect(supervisor.state).toBe('starting');
      await expect.poll(started).toBe(kill + 1);
      becomeReady();
      await expect.poll(() => supervisor.state).toBe('running');
    }
  });

  it('kills nothing that is not ready yet', async () => {
    const { die, newest, started, supervisor } = setUp();
    await die();
    supervisor.kill();
    const isAlive = await Promise.race([newest()?.ended, Promise.resolve('alive')]);
    expect([isAlive, started()]).toEqual(['alive', 2]);
  });

  it('starts nothing again once it is stopped', async () => {
    const { newest, said, started, supervisor } = setUp();
    await supervisor.stop(1000);
    expect(await newest()?.ended).toBe('SIGTERM');
    expect([started(), said]).toEqual([1, []]);
  });
});
