import { readdir, readFile } from 'node:fs/promises';
import { gzipSync } from 'node:zlib';

const DIST = new URL('../dist/', import.meta.url);

/** Bytes of gzip: DESIGN section 11. */
const BUDGETS = { button: 9 * 1024, checkout: 18 * 1024 } as const;

const chunks = (await readdir(new URL('chunks/', DIST))).map((name) => `chunks/${name}`);
if (chunks.length !== 1) throw new Error(`one chunk is expected, there are ${chunks.length}: build anew`);
const files = { button: ['lightning-pay.js'], checkout: chunks };

let isOver = false;
for (const part of ['button', 'checkout'] as const) {
  let bytes = 0;
  for (const name of files[part]) bytes += gzipSync(await readFile(new URL(name, DIST)), { level: 9 }).length;
  const verdict = bytes <= BUDGETS[part] ? 'pass' : 'fall short';
  isOver ||= bytes > BUDGETS[part];
  console.log(`${part.padEnd(9)} ${String(bytes).padStart(6)} of ${BUDGETS[part]} bytes of gzip  ${verdict}`);
}
process.exitCode = isOver ? 1 : 0;
