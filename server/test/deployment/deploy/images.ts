import { cp, mkdir, readFile, rm, symlink, writeFile } from 'node:fs/promises';
import { join } from 'node:path';

/** `server/` of this checkout: its packages are those of every image. */
const SERVER = join(import.meta.dirname, '../../..');

/**
 * Images as folders, laid out as the Dockerfile does it, but for the server, which is there as source.
 *
 * The widget of an image is no real one: its entry and its one chunk say which release they are of.
 */
export class Images {
  readonly #folder: string;
  readonly names = new Set<string>();

  /** @param folder Where they go; it exists. */
  constructor(folder: string) {
    this.#folder = folder;
  }

  #path(name: string): string {
    return join(this.#folder, encodeURIComponent(name));
  }

  /** Builds from a folder that holds a commit's files, and nothing else. */
  async build(name: string, source: string): Promise<void> {
    const image = this.#path(name);
    const mark = markOf(name);
    for (const path of ['server/src', 'server/supabase', 'server/package.json', 'widget/package.json'])
      await cp(join(source, path), join(image, path), { recursive: true });
    await symlink(join(SERVER, 'node_modules'), join(image, 'server/node_modules'));
    await mkdir(join(image, 'widget/dist/chunks'), { recursive: true });
    await writeFile(join(image, 'widget/dist/lightning-pay.js'), `import('./chunks/checkout-${mark}.js');\n`);
    await writeFile(join(image, `widget/dist/chunks/checkout-${mark}.js`), `// checkout of ${mark}\n`);
    this.names.add(name);
  }

  async remove(name: string): Promise<void> {
    this.names.delete(name);
    await rm(this.#path(name), { recursive: true });
  }

  /**
   * Makes the file system of a container.
   *
   * @param kept Folder of the host that is mounted over `kept/`, or null.
   */
  async layOut(name: string, container: string, kept: string | null): Promise<void> {
    await rm(container, { recursive: true, force: true });
    await cp(this.#path(name), container, { recursive: true, verbatimSymlinks: true });
    if (kept !== null) await symlink(kept, join(container, 'widget/dist/kept'));
  }
}

/** What tells a release's files apart: 12 digits of its commit. */
export function markOf(image: string): string {
  return image.slice(image.lastIndexOf(':') + 1).slice(0, 12);
}

/** Reads an environment file as Docker Compose does: NAME=value a line. */
export async function readEnvFile(file: string): Promise<Record<string, string>> {
  const lines = (await readFile(file, 'utf8')).split('\n').filter((line) => /^[A-Z]/.test(line));
  return Object.fromEntries(
    lines.map((line) => {
      const at = line.indexOf('=');
      return [line.slice(0, at), line.slice(at + 1).replace(/^'(.*)'$/, '$1')];
    }),
  );
}
