import { defineConfig } from 'vite';

/**
 * The dashboard, built into `server/dist/dashboard`: `index.html`, which is the page `/merchant`, and what it loads in
 * `merchant/`. Every address is relative, so that it works below a path of `PUBLIC_URL` too.
 */
export default defineConfig({
  root: import.meta.dirname,
  base: './',
  logLevel: 'warn',
  build: {
    target: 'es2022',
    outDir: '../dist/dashboard',
    emptyOutDir: true,
    assetsDir: 'merchant',
    // The policy of the page loads no `data:`.
    assetsInlineLimit: 0,
    modulePreload: false,
    reportCompressedSize: false,
  },
});
