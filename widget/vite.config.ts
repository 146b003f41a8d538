import { createHash } from 'node:crypto';
import { build, defineConfig, type InlineConfig, type Plugin } from 'vite';
import { minifyCode } from './build/minify-code.ts';
import { minifyTemplates, shortenTokens } from './build/minify-templates.ts';
import { slimLit } from './build/slim-lit.ts';
import { slimQrcode } from './build/slim-qrcode.ts';

/** The one lazy chunk, by the path that the entry's source imports it with. */
const CHUNK_SOURCE = './checkout-controller.ts';

const tokenNames = new Map<string, string>();

function bundle(input: string, fileName: string, slim: Plugin) {
  return {
    configFile: false,
    logLevel: 'warn',
    plugins: [minifyTemplates(), shortenTokens(tokenNames), slim, minifyCode()],
    build: {
      target: 'es2022',
      // A library: an application's entry would carry a helper for preloading, of which we have our own.
      lib: { entry: input, formats: ['es'] },
      emptyOutDir: false,
      minify: false,
      reportCompressedSize: false,
      rolldownOptions: {
        checks: { pluginTimings: false },
        output: { entryFileNames: fileName, minify: false },
      },
    },
  } satisfies InlineConfig;
}

/** The chunk's name holds its hash, so the entry knows it only once the chunk is built. */
async function buildChunk(): Promise<{ path: string; integrity: string }> {
  const chunk = bundle('src/checkout-controller.ts', 'chunks/checkout-[hash].js', slimQrcode());
  const built = [await build({ ...chunk, build: { ...chunk.build, emptyOutDir: true } })].flat();
  const [file, ...more] = built.flatMap((result) => ('output' in result ? result.output : []));
  if (file?.type !== 'chunk' || more.length > 0) throw new Error('the checkout must be one file');
  const hash = createHash('sha384').update(file.code).digest('base64');
  return { path: `./${file.fileName}`, integrity: `sha384-${hash}` };
}

/**
 * Two bundles, each whole by itself: the chunk imports nothing from the entry, whose address may carry a version or a
 * query, and the entry knows the chunk's name and hash.
 */
export default defineConfig(async ({ command }) => {
  if (command !== 'build') return {};
  const chunk = await buildChunk();
  const entry = bundle('src/define.ts', 'lightning-pay.js', slimLit());
  const linkChunk = {
    name: 'link-chunk',
    enforce: 'pre' as const,
    resolveId: (id: string, importer?: string) =>
      id === CHUNK_SOURCE && importer ? { id: chunk.path, external: true } : null,
  };
  return {
    ...entry,
    define: { __CHECKOUT_CHUNK__: JSON.stringify(chunk) },
    plugins: [linkChunk, ...entry.plugins],
  };
});
