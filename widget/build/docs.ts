/**
 * Writes `custom-elements.json` and the tables of `README.md`, both out of the element's docstring. With `--check` it
 * writes nothing and fails where one of them is stale.
 */
import { readFile, writeFile } from 'node:fs/promises';
import { makeManifest } from './manifest.ts';
import { fillTables } from './readme-tables.ts';

const MANIFEST = new URL('../custom-elements.json', import.meta.url);
const README = new URL('../README.md', import.meta.url);

const manifest = await makeManifest();
const made = new Map([
  [MANIFEST, `${JSON.stringify(manifest, null, 2)}\n`],
  [README, fillTables(await readFile(README, 'utf8'), manifest)],
]);
for (const [file, text] of made) {
  if (!process.argv.includes('--check')) {
    await writeFile(file, text);
  } else if ((await readFile(file, 'utf8').catch(() => '')) !== text) {
    process.stderr.write(`${file.pathname} is stale: run \`node --run docs\` in widget/\n`);
    process.exitCode = 1;
  }
}
