import { execFile } from 'node:child_process';
import { cp, mkdir, mkdtemp, readFile, rm, symlink } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { promisify } from 'node:util';

const run = promisify(execFile);
const WIDGET = join(import.meta.dirname, '..');

/** What a site has beside the package: its dependencies, and the types of React. */
const BESIDE = ['lit', 'qrcode', '@noble/hashes', '@noble/secp256k1', '@types/react'];

/** The package as npm would install it, in the folder of a site. */
export interface InstalledPackage {
  /** The site's folder, with the files of `test/consumer`. */
  readonly site: string;
  /** `node_modules/lightning-pay` in it. */
  readonly folder: string;
  /** What would be published. */
  readonly tarball: Uint8Array;
  remove(): Promise<void>;
}

/**
 * Packs what was built and unpacks it for a site in a folder of its own.
 *
 * @throws Error where the package has not been built.
 */
export async function installPackage(): Promise<InstalledPackage> {
  await readFile(join(WIDGET, 'npm/index.js')).catch((cause) => {
    throw new Error('build the widget first: node --run build', { cause });
  });
  const site = await mkdtemp(join(tmpdir(), 'lightning-pay-site-'));
  const modules = join(site, 'node_modules');
  const folder = join(modules, 'lightning-pay');
  await cp(join(WIDGET, 'test/consumer'), site, { recursive: true });
  await mkdir(folder, { recursive: true });
  await run('npm', ['pack', '--ignore-scripts', '--pack-destination', site], { cwd: WIDGET });
  const { version } = JSON.parse(await readFile(join(WIDGET, 'package.json'), 'utf8')) as { version: string };
  const tarball = join(site, `lightning-pay-${version}.tgz`);
  await run('tar', ['-xzf', tarball, '-C', folder, '--strip-components=1']);
  for (const name of BESIDE) {
    await mkdir(dirname(join(modules, name)), { recursive: true });
    await symlink(join(WIDGET, 'node_modules', name), join(modules, name));
  }
  return {
    site,
    folder,
    tarball: new Uint8Array(await readFile(tarball)),
    remove: () => rm(site, { recursive: true }),
  };
}
