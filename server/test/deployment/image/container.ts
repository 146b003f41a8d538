import { type ChildProcess, spawn } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { inject } from 'vitest';
import type { Ended } from '../../process/server-process.ts';
import { LIMITS, podman, podmanLine } from './podman.ts';

/** How the compose file holds a container, and nothing it could write to but its data. */
export const HELD: readonly string[] = [
  ...['--read-only', '--read-only-tmpfs=false', '--cap-drop', 'all'],
  ...['--security-opt', 'no-new-privileges'],
];

/** A ledger in memory, for the user of the image. */
export const DATA_IN_MEMORY: readonly string[] = ['--mount', 'type=tmpfs,destination=/data,U=true'];

/** A server in a container, on this machine's own network. */
export interface Container {
  readonly name: string;
  /** Runs a program inside; see `run` for its answer. */
  exec(program: readonly string[], options?: readonly string[]): Promise<string>;
  /** Tells it to stop as the engine does: the image's own signal, and a kill after so many seconds. */
  stop(graceSeconds: number): Promise<Ended>;
  /** Ends it, however it stands. */
  remove(): Promise<void>;
}

/** Runs the image to its end, with words behind its entry point. */
export async function runToEnd(options: readonly string[], words: readonly string[]): Promise<Ended> {
  return collect(spawnContainer(containerName(), options, words));
}

/** Starts the image and waits for its line `listening`. */
export async function startContainer(
  env: Readonly<Record<string, string>>,
  options: readonly string[],
): Promise<Container> {
  const name = containerName();
  const settings = Object.entries(env).flatMap(([key, value]) => ['--env', `${key}=${value}`]);
  const child = spawnContainer(name, [...options, ...settings], []);
  const ended = collect(child);
  await Promise.race([
    listening(child),
    ended.then((end) => {
      throw new Error(`the container ended with ${end.code}: ${end.stderr}${end.stdout}`);
    }),
  ]);
  return {
    name,
    exec: (program, options = []) => podman('exec', ...options, name, ...program),
    async stop(graceSeconds) {
      await podman('stop', '--time', String(graceSeconds), name);
      return ended;
    },
    async remove() {
      await podman('rm', '--force', '--ignore', '--time', '0', name);
      await ended;
    },
  };
}

function containerName(): string {
  return `lightning-pay-${randomBytes(6).toString('hex')}`;
}

function spawnContainer(name: string, options: readonly string[], words: readonly string[]): ChildProcess {
  // Without systemd podman keeps no timer for the health check: a test runs it.
  const fixed = ['run', '--rm', '--name', name, '--network', 'host', '--no-healthcheck', ...LIMITS];
  const [program, ...line] = podmanLine([...fixed, ...options, inject('imageId'), ...words]);
  return spawn(program, line, { stdio: ['ignore', 'pipe', 'pipe'] });
}

async function collect(child: ChildProcess): Promise<Ended> {
  const said = { stdout: '', stderr: '' };
  for (const name of ['stdout', 'stderr'] as const) {
    child[name]?.setEncoding('utf8').on('data', (chunk: string) => {
      said[name] += chunk;
    });
  }
  const [code, signal] = (await once(child, 'close')) as [number | null, NodeJS.Signals | null]; // of 'close'
  return { code, signal, ...said };
}

async function listening(child: ChildProcess): Promise<void> {
  if (child.stdout === null) throw new Error('no stdout');
  for await (const line of createInterface({ input: child.stdout }))
    if ((JSON.parse(line) as { message: string }).message === 'listening') return;
  throw new Error('the server never listened');
}
