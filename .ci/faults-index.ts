/** `npm run faults:index`: number, file and title of every test of the acceptance sheet; exit code 1 on any fault. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { indexFaults, readTestFiles } from './faults.ts';

const root = join(import.meta.dirname, '..');
const { lines, problems } = indexFaults(
  readTestFiles(root),
  readFileSync(join(root, 'server/test/faults.txt'), 'utf8'),
);
for (const line of lines) console.log(line);
for (const problem of problems) console.error(problem);
console.log(`${lines.length} numbered tests, ${problems.length} problems`);
process.exitCode = problems.length === 0 ? 0 : 1;
