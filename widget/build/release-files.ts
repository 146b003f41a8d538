import { createHash } from 'node:crypto';
import { existsSync } from 'node:fs';
import { cp, readFile, writeFile } from 'node:fs/promises';
import type { Plugin } from 'vite';

/** A released build's files as they were: `<version>/lightning-pay.js` and `<version>/chunks/`. */
const RELEASES = new URL('../releases/', import.meta.url);
const DIST = new URL('../dist/', import.meta.url);

/**
 * Adds to the backend's files what a release needs: `integrity.json`, the hash that a page can write beside the versioned
 * address, and in `kept/` the earlier releases, which the server goes on serving.
 */
export function releaseFiles(): Plugin {
  return {
    name: 'release-files',
    async closeBundle() {
      const entry = await readFile(new URL('lightning-pay.js', DIST));
      const manifest = await readFile(new URL('../package.json', import.meta.url), 'utf8');
      const { version } = JSON.parse(manifest) as { version: string };
      const hash = createHash('sha384').update(entry).digest('base64');
      const integrity = { [`lightning-pay@${version}.js`]: `sha384-${hash}` };
      await writeFile(new URL('integrity.json', DIST), `${JSON.stringify(integrity, null, 2)}\n`);
      if (existsSync(RELEASES)) await cp(RELEASES, new URL('kept/', DIST), { recursive: true });
    },
  };
}
