import { cp, mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { basename, dirname, join, relative } from 'node:path';
import type { TestProject } from 'vitest/node';
import { ensurePrograms, type Program } from '../../../../.ci/programs.ts';
import { ensureBaseImages } from './base-images.ts';
import { LIMITS, podman } from './podman.ts';

declare module 'vitest' {
  interface ProvidedContext {
    /** Id of the image under test. */
    readonly imageId: string;
  }
}

/** Root of the checkout. */
export const CHECKOUT = join(import.meta.dirname, '../../../..');

/** Stands in every file that must not get into the image. */
export const CANARY = 'canary-that-must-stay-outside';

/** What build and run need; Docker's engine does not run everywhere where tests do. */
const PROGRAMS: readonly Program[] = [
  { name: 'podman', probe: ['podman', '--version'], packages: ['podman'] },
  { name: 'runc', probe: ['runc', '--version'], packages: ['runc'] },
  {
    name: 'debootstrap',
    probe: ['sh', '-c', 'debootstrap --version && test -f /usr/share/keyrings/debian-archive-keyring.gpg'],
    packages: ['debootstrap', 'debian-archive-keyring'],
  },
];

/** Files as a droplet or a developer may have them, beside and inside the folders that the build reads. */
const DECOYS: readonly string[] = [
  '.env',
  '.npmrc',
  '.netrc',
  '.git/config',
  'docker/.env',
  'docker/server.env',
  'server/.env',
  'server/src/.env.local',
  'server/src/http/secret.key',
  'server/src/http/hosted/files/secret.pem',
  'server/supabase/migrations/.env',
  'server/supabase/migrations/backup.sql.env',
  'widget/src/.env',
  'widget/dist/chunks/stale.js',
];

/**
 * Builds the image with the shipped Dockerfile, once a run (vitest's `globalSetup`), and gives its id to the tests.
 *
 * @returns What removes it, and all that its build left.
 * @throws Error with advice where a program is missing, or this process is not root.
 */
export async function setup(project: TestProject): Promise<() => Promise<void>> {
  const { missing, output } = await ensurePrograms(PROGRAMS);
  if (missing.length > 0) throw new Error(output);
  if (process.getuid?.() !== 0)
    throw new Error('The image is built and run as root here: sudo npm run test:image');
  const bases = await ensureBaseImages();
  const context = await copyOfCheckout();
  const idFile = join(context, 'image-id');
  try {
    await podman(
      ...['build', '--file', join(CHECKOUT, 'docker/Dockerfile'), '--iidfile', idFile],
      ...['--ignorefile', join(CHECKOUT, 'docker/Dockerfile.dockerignore')],
      // An image of Docker's own format: that of OCI has no health check.
      ...['--format', 'docker', '--pull=never', '--isolation', 'chroot', '--network', 'host', ...LIMITS],
      ...['--build-arg', `NODE_IMAGE=${bases.build}`, '--build-arg', `RUNTIME_IMAGE=${bases.runtime}`],
      ...['--build-arg', 'VERSION=1.2.3', '--build-arg', 'REVISION=0123abc', context],
    );
    const imageId = await readFile(idFile, 'utf8');
    project.provide('imageId', imageId);
    return async () => {
      await podman('image', 'rm', '--force', imageId);
      await podman('image', 'prune', '--force'); // of a store that is these tests' own
    };
  } finally {
    await rm(context, { recursive: true });
  }
}

/** The checkout without what is installed, built or git's, and with files in it that are nobody's business. */
async function copyOfCheckout(): Promise<string> {
  const context = await mkdtemp(join(tmpdir(), 'lightning-pay-context-'));
  const left = new Set(['node_modules', '.git', 'dist', '.data']);
  await cp(CHECKOUT, context, {
    recursive: true,
    filter: (path) => relative(CHECKOUT, path) === '' || !left.has(basename(path)),
  });
  for (const path of DECOYS) {
    await mkdir(dirname(join(context, path)), { recursive: true });
    await writeFile(join(context, path), `SECRET=${CANARY}\n`);
  }
  return context;
}
