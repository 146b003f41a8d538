import { execFile } from 'node:child_process';
import { mkdtemp, open, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';

/** A file system of its own that is quickly full. */
export interface SmallDisk {
  readonly folder: string;
  /** Takes all the space that is left. */
  fill(): Promise<void>;
  /** Gives it back. */
  free(): Promise<void>;
  remove(): Promise<void>;
}

const run = promisify(execFile);

/** As root, or as somebody who may become root without being asked. */
const asRoot = (command: string, ...args: string[]) =>
  process.getuid?.() === 0 ? run(command, args) : run('sudo', ['-n', command, ...args]);

/** Mounts a file system in memory. */
export async function mountSmallDisk(megabytes: number): Promise<SmallDisk> {
  const folder = await mkdtemp(join(tmpdir(), 'lightning-pay-disk-'));
  await asRoot('mount', '-t', 'tmpfs', '-o', `size=${megabytes}m,mode=0777`, 'tmpfs', folder);
  const data = join(folder, 'data');
  await run('mkdir', [data]);
  const ballast = join(folder, 'ballast');
  return {
    folder: data,
    async fill() {
      const file = await open(ballast, 'w');
      try {
        for (let size = 1_048_576; size >= 1; ) {
          const { bytesWritten } = await file.write(Buffer.alloc(size)).catch(refusedForSpace);
          if (bytesWritten < size) size = Math.floor(size / 2);
        }
      } finally {
        await file.close();
      }
    },
    free: () => rm(ballast),
    async remove() {
      await asRoot('umount', folder);
      await rm(folder, { recursive: true });
    },
  };
}

function refusedForSpace(error: unknown): { bytesWritten: number } {
  if (error instanceof Error && 'code' in error && error.code === 'ENOSPC') return { bytesWritten: 0 };
  throw error;
}
