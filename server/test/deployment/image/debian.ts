import { existsSync } from 'node:fs';
import { readdir, rename, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { CACHE, run } from './podman.ts';

/** The release that both base images of the Dockerfile are made of. */
const SUITE = 'trixie';

/** What the Dockerfile's runtime image is made of (`cc` in GoogleContainerTools/distroless), as far as Node needs it. */
const LIBRARIES: readonly string[] = [
  'base-files',
  'gcc-14-base',
  'libc6',
  'libgcc-s1',
  'libstdc++6',
  'libzstd1',
  'tzdata',
  'zlib1g',
];

/** Makes a folder once: what is half made is not taken for whole. */
async function once(name: string, fill: (folder: string) => Promise<unknown>): Promise<string> {
  const folder = join(CACHE, name);
  if (existsSync(folder)) return folder;
  const unfinished = `${folder}.unfinished`;
  await rm(unfinished, { recursive: true, force: true });
  await run(['mkdir', '-p', unfinished]);
  await fill(unfinished);
  await rename(unfinished, folder);
  return folder;
}

/** A small Debian with a shell, as it comes from Debian's own mirror. */
export function debianFolder(): Promise<string> {
  return once(SUITE, (folder) => run(['debootstrap', '--variant=minbase', SUITE, folder]));
}

/** Nothing but the libraries that Node is linked with: no shell, no package manager. */
export function librariesFolder(debian: string): Promise<string> {
  return once(`${SUITE}-libraries`, async (folder) => {
    const archives = join(debian, 'var/cache/apt/archives'); // debootstrap leaves the packages there
    const files = await readdir(archives);
    for (const library of LIBRARIES) {
      const file = files.find((name) => name.startsWith(`${library}_`));
      if (file === undefined) throw new Error(`debootstrap brought no ${library}`);
      await run(['dpkg-deb', '--extract', join(archives, file), folder]);
    }
  });
}
