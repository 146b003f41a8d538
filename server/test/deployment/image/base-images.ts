import { createHash } from 'node:crypto';
import { existsSync } from 'node:fs';
import { cp, mkdir, readFile, symlink, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { debianFolder, librariesFolder } from './debian.ts';
import { podman, run } from './podman.ts';
import { inScratchFolder } from './scratch-folder.ts';

/** What stands in for the two base images that the Dockerfile names: no registry of images is asked. */
export interface BaseImages {
  /** For `NODE_IMAGE`: Debian with Node and npm at the places where the official image has them. */
  readonly build: string;
  /** For `RUNTIME_IMAGE`: the libraries of the same Debian, without a shell. */
  readonly runtime: string;
}

/** Where the build finds the certificates that this machine trusts beside the usual ones. */
const CERTIFICATES = '/etc/build-certificates.pem';

/** Makes both images, or takes those of an earlier run. */
export async function ensureBaseImages(): Promise<BaseImages> {
  const debian = await debianFolder();
  const { npm, npmVersion, registry } = await npmOfThisMachine();
  const certificates = process.env['NODE_EXTRA_CA_CERTS'];
  const parts = [process.version, npmVersion, registry, certificates && (await readFile(certificates))];
  const key = createHash('sha256').update(parts.join('\n')).digest('hex').slice(0, 16);

  const runtime = 'localhost/lightning-pay-libraries:trixie';
  if (!(await exists(runtime)))
    await importTree(runtime, [{ folder: await librariesFolder(debian), paths: ['.'] }], []);
  const build = `localhost/lightning-pay-node:${key}`;
  if (!(await exists(build)))
    await inScratchFolder(async (added) => {
      for (const folder of ['usr/local/bin', 'root', 'etc'])
        await mkdir(join(added, folder), { recursive: true });
      await cp(process.execPath, join(added, 'usr/local/bin/node'));
      await cp(npm, join(added, 'usr/local/lib/node_modules/npm'), {
        recursive: true,
        verbatimSymlinks: true,
      });
      await symlink('../lib/node_modules/npm/bin/npm-cli.js', join(added, 'usr/local/bin/npm'));
      await writeFile(join(added, 'root/.npmrc'), `registry=${registry}\n`);
      if (certificates !== undefined) await cp(certificates, join(added, CERTIFICATES));
      const settings = certificates === undefined ? [] : [`NODE_EXTRA_CA_CERTS=${CERTIFICATES}`];
      const whole = { folder: debian, paths: ['.'] };
      await importTree(build, [whole, { folder: added, paths: await leaves(added) }], settings);
    });
  return { build, runtime };
}

async function exists(name: string): Promise<boolean> {
  return podman('image', 'exists', name).then(
    () => true,
    () => false,
  );
}

/** The npm that came with the Node of this machine, and the registry that it asks. */
async function npmOfThisMachine(): Promise<{ npm: string; npmVersion: string; registry: string }> {
  const program = await run(['sh', '-c', 'readlink -f "$(command -v npm)"']);
  const npm = dirname(dirname(program)); // of bin/npm-cli.js
  if (!existsSync(join(npm, 'bin/npm-cli.js'))) throw new Error(`${program} is no npm of the usual kind`);
  const npmVersion = await run(['npm', '--version']);
  return { npm, npmVersion, registry: await run(['npm', 'config', 'get', 'registry']) };
}

/** What is added, as deep as it takes: a layer names no folder twice. */
async function leaves(folder: string): Promise<string[]> {
  const found = await run(['find', folder, '-not', '-type', 'd', '-printf', '%P\n']);
  return found.split('\n');
}

/** Files of a layer: paths below a folder. */
interface Part {
  readonly folder: string;
  readonly paths: readonly string[];
}

/** Folders of Debian that an image has no use for. */
const SKIPPED = ['./var/cache/apt/archives', './proc', './sys', './dev'].map((path) => `--exclude=${path}`);

/** Makes an image of one layer. */
function importTree(name: string, parts: readonly Part[], settings: readonly string[]): Promise<void> {
  return inScratchFolder(async (work) => {
    const layer = join(work, 'layer.tar');
    for (const [index, { folder, paths }] of parts.entries()) {
      const list = join(work, `${index}.txt`);
      await writeFile(list, paths.join('\n'));
      const words = [`--file=${layer}`, '-C', folder, ...SKIPPED, `--files-from=${list}`];
      await run(['tar', index === 0 ? '--create' : '--append', ...words]);
    }
    const env = ['PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin', ...settings];
    await podman('import', ...env.flatMap((line) => ['--change', `ENV ${line}`]), layer, name);
  });
}
