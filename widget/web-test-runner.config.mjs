import { readFileSync } from 'node:fs';
import { esbuildPlugin } from '@web/dev-server-esbuild';
import { chromeLauncher } from '@web/test-runner-chrome';
import { build } from 'vite';
import { bolt11, invoice, payment, settledPayment } from './test/fixtures/payments.ts';

// What is tested is what is shipped: the two bundles, built anew.
await build({ configFile: new URL('./vite.config.ts', import.meta.url).pathname, logLevel: 'warn' });

const fixtures = {
  fresh: payment({ clientSecret: 'pay_AAAAAAAAAAAAAAAAAAAAAA_secret_example' }),
  awaiting: payment(),
  settled: settledPayment({ version: 9 }),
  renewed: payment({ version: 6, invoice: invoice({ bolt11: bolt11({ paymentHash: '05'.repeat(32) }) }) }),
};

/** A page that allows nothing but its own scripts and server, and no text that becomes code. */
const STRICT_CSP =
  "default-src 'none'; script-src 'self'; connect-src 'self'; require-trusted-types-for 'script'";
const STRICT_PAGE =
  '<!doctype html><html lang="en"><title>Strict</title><script type="module" src="/dist/lightning-pay.js"></script>';

const pages = {
  name: 'test-pages',
  serve({ path }) {
    if (path === '/fixtures.json') return { body: JSON.stringify(fixtures), type: 'json' };
    if (path === '/strict.html')
      return { body: STRICT_PAGE, type: 'html', headers: { 'Content-Security-Policy': STRICT_CSP } };
    const library = LIBRARIES[path];
    return library && { body: readFileSync(new URL(import.meta.resolve(library)), 'utf8'), type: 'js' };
  },
};

/** Scripts that put themselves on `window`. */
const LIBRARIES = { '/axe.js': 'axe-core', '/jsqr.js': 'jsqr' };

/** The bundles byte for byte: the entry refuses a chunk of other bytes. */
async function dist(context, next) {
  if (!context.path.startsWith('/dist/')) return next();
  context.type = 'js';
  context.body = readFileSync(new URL(`.${context.path}`, import.meta.url));
}

export default {
  files: ['src/**/*.browser.test.ts', 'test/browser/**/*.test.ts'],
  nodeResolve: true,
  concurrency: 1,
  middleware: [dist],
  testFramework: { config: { timeout: 4_000 } },
  plugins: [pages, esbuildPlugin({ ts: true, target: 'es2022', tsconfig: './tsconfig.json' })],
  browsers: [
    chromeLauncher({
      launchOptions: {
        executablePath: process.env.CHROME_PATH ?? '/usr/bin/chromium',
        args: ['--no-sandbox', '--disable-gpu', '--disable-background-networking'],
      },
    }),
  ],
};
