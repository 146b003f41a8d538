import { esbuildPlugin } from '@web/dev-server-esbuild';
import { chromeLauncher } from '@web/test-runner-chrome';
import { build } from 'vite';
import { bundles } from './test/browser/bundles.ts';
import { testPages } from './test/browser/pages.ts';

// What is tested is what is shipped: the two bundles, built anew.
await build({ configFile: new URL('./vite.config.ts', import.meta.url).pathname, logLevel: 'warn' });

export default {
  files: ['src/**/*.browser.test.ts', 'test/browser/**/*.test.ts'],
  nodeResolve: true,
  concurrency: 1,
  middleware: [bundles],
  testFramework: { config: { timeout: 4_000 } },
  plugins: [testPages, esbuildPlugin({ ts: true, target: 'es2022', tsconfig: './tsconfig.json' })],
  browsers: [
    chromeLauncher({
      launchOptions: {
        executablePath: process.env.CHROME_PATH ?? '/usr/bin/chromium',
        args: [
          '--no-sandbox',
          '--disable-gpu',
          '--disable-background-networking',
          '--js-flags=--expose-gc', // so that a test can tell what is kept from what is not collected yet
        ],
      },
    }),
  ],
};
