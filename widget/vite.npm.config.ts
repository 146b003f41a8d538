import { readFileSync } from 'node:fs';
import { defineConfig } from 'vite';

const { dependencies } = JSON.parse(readFileSync(new URL('package.json', import.meta.url), 'utf8')) as {
  dependencies: Readonly<Record<string, string>>;
};

/** Every package that npm installs beside this one: whoever bundles the page has the one copy. */
const external = Object.keys(dependencies).map((name) => new RegExp(`^${name}(/|$)`));

/** The npm package: plain modules, not minified, split where the source has `import()`, for other people's bundlers. */
export default defineConfig({
  // Addresses and hashes of chunks are the bundler's business here.
  define: { __CHUNKS__: '{}' },
  build: {
    target: 'es2022',
    outDir: 'npm',
    minify: false,
    reportCompressedSize: false,
    lib: {
      entry: { index: 'src/index.ts', define: 'src/define.ts', react: 'src/react.ts' },
      formats: ['es'],
    },
    rolldownOptions: {
      external,
      checks: { pluginTimings: false },
      // Hashed, so that none is ever called `lightning-pay.js`: that name says where a backend is.
      output: { entryFileNames: '[name].js', chunkFileNames: 'chunks/[name]-[hash].js', minify: false },
    },
  },
});
