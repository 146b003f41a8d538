import { createHash } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import { rm } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { build, defineConfig, type InlineConfig, type Plugin } from 'vite';
import { type Bundle, CHUNKS, ENTRY } from './build/chunk-graph.ts';
import { minifyCode } from './build/minify-code.ts';
import { minifyTemplates, shortenTokens, shortTokenNames } from './build/minify-templates.ts';
import { releaseFiles } from './build/release-files.ts';
import { shortenTexts } from './build/shorten-texts.ts';

/** A chunk that is built: where it is, from `dist`, and the hash of its bytes. */
interface BuiltChunk {
  readonly source: string;
  readonly fileName: string;
  readonly integrity: string;
}

const tokenNames = shortTokenNames(
  readdirSync('src', { recursive: true, encoding: 'utf8' })
    .filter((path) => path.endsWith('.ts') && !path.endsWith('.test.ts'))
    .map((path) => readFileSync(join('src', path), 'utf8')),
);
const builtChunks = new Map<string, BuiltChunk>();

/** Puts the addresses of the chunks that a bundle loads in the place of their sources. */
function linkChunks(chunks: ReadonlyMap<string, string>): Plugin {
  return {
    name: 'link-chunks',
    enforce: 'pre',
    resolveId(id, importer) {
      const path = importer && id.startsWith('.') && chunks.get(resolve(importer, '..', id));
      return path ? { id: path, external: true } : null;
    },
  };
}

function bundle({ source, loads, plugins }: Bundle, fileName: string): InlineConfig {
  const loaded = loads.map((name) => {
    const chunk = builtChunks.get(name);
    if (!chunk) throw new Error(`${name} has to be built before ${source}`);
    const path = fileName.startsWith('chunks/')
      ? chunk.fileName.replace('chunks/', './')
      : `./${chunk.fileName}`;
    return { name, path, ...chunk };
  });
  const linked = new Map(loaded.map((chunk) => [resolve(chunk.source), chunk.path]));
  const manifest = Object.fromEntries(loaded.map(({ name, path, integrity }) => [name, { path, integrity }]));
  return {
    configFile: false,
    logLevel: 'warn',
    define: { __CHUNKS__: JSON.stringify(manifest) },
    plugins: [
      linkChunks(linked),
      minifyTemplates(),
      shortenTokens(tokenNames),
      shortenTexts(),
      ...plugins(),
      minifyCode(),
    ],
    build: {
      target: 'es2022',
      // A library: an application's entry would carry a helper for preloading, of which we have our own.
      lib: { entry: source, formats: ['es'] },
      emptyOutDir: false,
      minify: false,
      reportCompressedSize: false,
      rolldownOptions: {
        checks: { pluginTimings: false },
        output: { entryFileNames: fileName, minify: false },
      },
    },
  };
}

async function buildChunk(chunk: Bundle): Promise<BuiltChunk> {
  const built = [await build(bundle(chunk, `chunks/${chunk.name}-[hash].js`))].flat();
  const [file, ...more] = built.flatMap((result) => ('output' in result ? result.output : []));
  if (file?.type !== 'chunk' || more.length > 0) throw new Error(`${chunk.name} must be one file`);
  const hash = createHash('sha256').update(file.code).digest('base64');
  return { source: chunk.source, fileName: file.fileName, integrity: `sha256-${hash}` };
}

/**
 * Bundles that are whole by themselves: a chunk imports nothing from the entry, whose address may carry a version or a
 * query, and whoever loads a chunk knows its name and hash.
 */
export default defineConfig(async ({ command }) => {
  if (command !== 'build') return {};
  await rm('dist', { recursive: true, force: true });
  for (const chunk of CHUNKS) builtChunks.set(chunk.name, await buildChunk(chunk));
  const entry = bundle(ENTRY, 'lightning-pay.js');
  return { ...entry, plugins: [entry.plugins, releaseFiles()] };
});
