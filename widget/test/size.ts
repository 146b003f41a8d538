import { readdir, readFile } from 'node:fs/promises';
import { gzipSync } from 'node:zlib';

const DIST = new URL('../dist/', import.meta.url);

/** Bytes of gzip: DESIGN section 11. What comes once the code is on the screen has no budget there, and none is given away. */
const BUDGETS = [
  { part: 'button', file: /^lightning-pay\.js$/, bytes: 9 * 1024 },
  { part: 'checkout', file: /^checkout-/, bytes: 18 * 1024 },
  { part: 'companion', file: /^companion-/, bytes: 6 * 1024 },
  { part: 'mail', file: /^mail-/, bytes: 6 * 1024 },
  { part: 'language', file: /^texts-[a-z]{2}-/, bytes: 2 * 1024 },
] as const;

const chunks = await readdir(new URL('chunks/', DIST));
const paths = new Map([
  ['lightning-pay.js', 'lightning-pay.js'],
  ...chunks.map((name) => [name, `chunks/${name}`] as const),
]);

let isOver = false;
for (const [name, path] of [...paths].sort()) {
  const bytes = gzipSync(await readFile(new URL(path, DIST)), { level: 9 }).length;
  const budget = BUDGETS.find(({ file }) => file.test(name));
  isOver ||= budget !== undefined && bytes > budget.bytes;
  const verdict = !budget ? '' : `of ${budget.bytes}  ${bytes <= budget.bytes ? 'pass' : 'fall short'}`;
  console.log(`${name.padEnd(28)} ${String(bytes).padStart(6)} bytes of gzip ${verdict}`);
}
for (const { part, file } of BUDGETS.slice(0, 3))
  if (![...paths.keys()].some((name) => file.test(name))) throw new Error(`there is no ${part}: build anew`);
process.exitCode = isOver ? 1 : 0;
