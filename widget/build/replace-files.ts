import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import type { Plugin } from 'vite';

/** A file of a package that the bundle holds in another form. */
export interface Replacement {
  /** Of the file as it was when its replacement was written. */
  readonly sha256: string;
  /** Makes the code that takes its place. */
  readonly by: (code: string) => string;
}

/**
 * Replaces files of a package. An upgrade must not ship a bundle that was cut by old lines, so the build fails with an
 * Error where a file has other bytes, and where one is not met at all. Then read the package's new file, mend the
 * replacement, and renew the hash.
 *
 * @param folder Where the files are, without leading slash, for example `qrcode/lib/core/`.
 * @param files By their names in that folder.
 */
export function replaceFiles(folder: string, files: Readonly<Record<string, Replacement>>) {
  const missing = new Set(Object.keys(files));
  return {
    enforce: 'pre',
    async load(id: string): Promise<string | null> {
      const [path, name = ''] = id.split(`/node_modules/${folder}`);
      const file = files[name];
      if (path === undefined || !file) return null;
      const code = await readFile(id);
      const sha256 = createHash('sha256').update(code).digest('hex');
      if (sha256 !== file.sha256) throw new Error(`${folder}${name} has changed: SHA-256 ${sha256}`);
      missing.delete(name);
      return file.by(code.toString());
    },
    buildEnd(error?: Error): void {
      if (!error && missing.size > 0) throw new Error(`not met in ${folder}: ${[...missing]}`);
    },
  } satisfies Partial<Plugin>;
}
