import { execFile } from 'node:child_process';
import { readdir, readFile, rm, stat, utimes, writeFile } from 'node:fs/promises';
import { hostname } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';

/** A folder that this process alone may use. */
export interface FolderLock {
  release(): Promise<void>;
}

/** Who holds a lock, as its file says. */
interface Holder {
  readonly pid: number;
  readonly host: string;
  /** When the process began, in the system's own words: a later process with the same pid began at another time. */
  readonly startedAt: string | null;
}

const NAME = /^lightning-pay\.(\d+)\.lock$/;

/**
 * Takes a folder for this process. A lock whose process is gone, as after `kill -9`, is taken over. One from another
 * machine or container, whose processes cannot be seen from here, counts as gone once nobody has touched it for
 * `staleMs`.
 *
 * Every attempt writes the file with the next number, which only one process can, and then looks for others once more.
 *
 * @throws Error that names the holder when somebody else has the folder.
 */
export async function lockFolder(folder: string, beatMs: number, staleMs: number): Promise<FolderLock> {
  const found = await locks(folder);
  for (const number of found) await refuseHeld(folder, number, staleMs);
  const mine = (found.at(-1) ?? 0) + 1;
  const path = pathOf(folder, mine);
  const self: Holder = { pid: process.pid, host: hostname(), startedAt: await startOf(process.pid) };
  await writeFile(path, JSON.stringify(self), { flag: 'wx' }).catch((cause: unknown) => {
    throw new Error(`${folder} was taken by another process just now`, { cause });
  });
  try {
    for (const number of await locks(folder)) {
      if (number === mine) continue;
      await refuseHeld(folder, number, staleMs);
      await rm(pathOf(folder, number), { force: true });
    }
  } catch (error) {
    await rm(path, { force: true });
    throw error;
  }
  const beat = setInterval(() => {
    const now = new Date();
    utimes(path, now, now).catch(() => {}); // a full disk must not end the process that holds the data
  }, beatMs).unref();
  return {
    async release() {
      clearInterval(beat);
      await rm(path, { force: true });
    },
  };
}

const pathOf = (folder: string, number: number) => join(folder, `lightning-pay.${number}.lock`);

/** Numbers of the lock files, rising. */
async function locks(folder: string): Promise<number[]> {
  const names = await readdir(folder);
  return names
    .flatMap((name) => NAME.exec(name)?.[1] ?? [])
    .map(Number)
    .sort((a, b) => a - b);
}

async function refuseHeld(folder: string, number: number, staleMs: number): Promise<void> {
  const path = pathOf(folder, number);
  const holder = await readHolder(path);
  if (holder?.host === hostname()) {
    const startedAt = await startOf(holder.pid);
    if (startedAt === null || startedAt !== holder.startedAt) return;
  } else {
    const touched = await stat(path).catch(() => null);
    if (touched === null || Date.now() - touched.mtimeMs > staleMs) return;
  }
  const who = holder === null ? 'a process that is starting' : `process ${holder.pid} on ${holder.host}`;
  throw new Error(`${folder} is in use by ${who}: one process at a time (${path})`);
}

/** Null: it is being written, or was cut off. */
async function readHolder(path: string): Promise<Holder | null> {
  try {
    return JSON.parse(await readFile(path, 'utf8')) as Holder; // a file of our own
  } catch {
    return null;
  }
}

/** When a process of this machine began; null when there is none. */
async function startOf(pid: number): Promise<string | null> {
  try {
    // Field 22, counted from behind the command's name, which may hold anything.
    const fields = (await readFile(`/proc/${pid}/stat`, 'utf8')).replace(/^.*\) /s, '').split(' ');
    const boot = await readFile('/proc/sys/kernel/random/boot_id', 'utf8');
    return `${boot.trim()} ${fields[19]}`;
  } catch {
    return startByPs(pid);
  }
}

/** For systems without `/proc`. */
async function startByPs(pid: number): Promise<string | null> {
  try {
    const { stdout } = await promisify(execFile)('ps', ['-o', 'lstart=', '-p', String(pid)]);
    return stdout.trim() || null;
  } catch {
    return null;
  }
}
