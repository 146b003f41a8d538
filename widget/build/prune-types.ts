/**
 * Makes of what `tsc` emitted the declarations that the package ships: those that an entry leads to, with each import
 * under the name that older compilers look for too (`.js`; the source says `.ts`).
 */
import { mkdir, readFile, rm, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';

const TYPES = join(import.meta.dirname, '../npm/types');
const RELATIVE_IMPORT = /(?<=(?:from |import |import\()(['"]))(\.[^'"]*)\.ts(?=\1)/g;

const shipped = new Map<string, string>();

async function ship(path: string): Promise<void> {
  if (shipped.has(path)) return;
  const text = await readFile(path, 'utf8');
  shipped.set(path, text.replace(RELATIVE_IMPORT, '$2.js'));
  for (const [, , target] of text.matchAll(RELATIVE_IMPORT)) await ship(join(path, '..', `${target}.d.ts`));
}

for (const entry of ['index', 'define', 'react']) await ship(join(TYPES, `${entry}.d.ts`));
await rm(TYPES, { recursive: true });
for (const [path, text] of shipped) {
  await mkdir(dirname(path), { recursive: true });
  await writeFile(path, text);
}
