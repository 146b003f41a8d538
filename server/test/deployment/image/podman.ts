import { execFile } from 'node:child_process';
import { homedir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';

/** Folder whose content makes a second run quick; nothing is lost with it. */
export const CACHE = join(process.env['XDG_CACHE_HOME'] ?? join(homedir(), '.cache'), 'lightning-pay/image');

/** What every call of podman begins with: a store of these tests' own, so that they end by leaving nothing in it. */
const STORE = [
  ...['--root', join(CACHE, 'store'), '--runroot', join(CACHE, 'run')],
  ...['--runtime', 'runc', '--log-level', 'fatal'],
];

/** Limits that a machine grants which is a container itself. */
export const LIMITS: readonly string[] = ['--ulimit', 'nofile=1000:1000', '--ulimit', 'nproc=1000:1000'];

/** The words of a call of podman, its own program first. */
export function podmanLine(words: readonly string[]): readonly [string, ...string[]] {
  return ['podman', ...STORE, ...words];
}

/** How long a call may take: a build on a busy machine needs minutes. */
const LIMIT_MS = 1_200_000;

/**
 * Runs a program to its end.
 *
 * @returns What it wrote to stdout, without the white space around it.
 * @throws Error with its exit code in `code` and what it said in `message`, where it does not end well.
 */
export async function run([program, ...words]: readonly [string, ...string[]]): Promise<string> {
  const { stdout } = await promisify(execFile)(program, words, { timeout: LIMIT_MS, maxBuffer: 2 ** 26 });
  return stdout.trim();
}

/** Runs podman to its end; see {@link run}. */
export function podman(...words: readonly string[]): Promise<string> {
  return run(podmanLine(words));
}
