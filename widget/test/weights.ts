/**
 * Prints which part of the checkout chunk weighs what: each group of its modules, minified and compressed alone, so that
 * the sum is above the chunk itself, in which they share their words.
 */
import { gzipSync } from 'node:zlib';
import { minify } from 'terser';
import { build, type Rolldown } from 'vite';
import { minifyTemplates } from '../build/minify-templates.ts';
import { slimQrcode } from '../build/slim-qrcode.ts';

/** Parts by the path of a module; the first that fits. */
const PARTS: readonly (readonly [name: string, path: RegExp])[] = [
  ['QR encoder (qrcode)', /\/qrcode\/|\/qr\.ts/],
  ['style sheets', /\/src\/styles\//],
  ['texts', /\/src\/locales\//],
  ['views', /\/src\/(views|dialog-frame|checkout-view)/],
  ['check of the invoice', /\/(bolt11|bech32)\.ts/],
  ['server and stream', /\/(payment|server|late-follow|load-services|lazy-chunk)[\w-]*\.ts/],
  ['state, intent, effects', /./],
];

const result = await build({
  root: new URL('..', import.meta.url).pathname,
  configFile: false,
  logLevel: 'error',
  plugins: [minifyTemplates(), slimQrcode()],
  build: {
    write: false,
    target: 'es2022',
    minify: false,
    lib: { entry: 'src/checkout-controller.ts', formats: ['es'] },
    rolldownOptions: { external: [/companion\.ts/, /amount-entry\.ts/, /special-services\.ts/] },
  },
});
const [bundle] = [result].flat() as Rolldown.RolldownOutput[]; // it does not watch
const modules = Object.entries(bundle?.output[0].modules ?? {});
for (const [name, path] of PARTS) {
  const own = modules.filter(([id]) => PARTS.find(([, pattern]) => pattern.test(id))?.[1] === path);
  const code = own.map(([, module]) => module.code ?? '').join('\n');
  // Top-level names are looked at from outside here, so nothing may be dropped for being unused.
  const { code: small = '' } = await minify(code, {
    compress: { unused: false, toplevel: false },
    mangle: { toplevel: true },
  });
  const bytes = gzipSync(small, { level: 9 }).length;
  console.log(`${name.padEnd(24)} ${String(bytes).padStart(6)} bytes of gzip, alone`);
}
