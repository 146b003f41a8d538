/**
 * Writes the reference of every route into API.md, between `<!-- routes -->` and `<!-- end -->`, out of the description that
 * the server itself gives at `/openapi.json`. With `--check` it writes nothing and fails where API.md is stale.
 */
import { readFile, writeFile } from 'node:fs/promises';
import { openapiDocument } from '../src/http/openapi.ts';
import { apiReference } from './reference/api-reference.ts';
import type { Description } from './reference/operation.ts';

const FILE = new URL('API.md', import.meta.url);
const SECTION = /(<!-- routes -->\n)[\s\S]*?(\n<!-- end -->)/;

const before = await readFile(FILE, 'utf8');
if (!SECTION.test(before)) throw new Error('API.md has no place for the routes');
// The document is built from zod's own JSON Schemas, whose shape is what Description names.
const description = openapiDocument('https://pay.example.com', true) as unknown as Description;
const after = before.replace(SECTION, (_, open, close) => `${open}\n${apiReference(description)}\n${close}`);
if (!process.argv.includes('--check')) {
  await writeFile(FILE, after);
} else if (after !== before) {
  process.stderr.write('server/docs/API.md is stale: run `node --run docs` in server/\n');
  process.exitCode = 1;
}
