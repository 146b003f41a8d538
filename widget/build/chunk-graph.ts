import { readdirSync } from 'node:fs';
import { basename } from 'node:path';
import type { Plugin } from 'vite';
import { slimLit } from './slim-lit.ts';
import { slimQrcode } from './slim-qrcode.ts';

/** A bundle that is whole by itself: it shares no code with another, and may load others by `import()`. */
export interface Bundle {
  /** As `loadChunk` names it. */
  readonly name: string;
  /** Its source, from the package's folder. */
  readonly source: string;
  /** Names of the bundles that it may load. */
  readonly loads: readonly string[];
  readonly plugins: () => readonly Plugin[];
}

const leaf = (name: string, source: string): Bundle => ({ name, source, loads: [], plugins: () => [] });

const NOT_LANGUAGES = ['en', 'localize', 'load-texts', 'languages', 'button-label', 'span', 'mail-words'];

const locales = readdirSync(new URL('../src/locales/', import.meta.url))
  .filter((file) => !file.includes('.test.'))
  .map((file) => basename(file, '.ts'))
  .filter((name) => !NOT_LANGUAGES.includes(name));

/** Every lazy chunk, each after those that it loads: a chunk's name holds its hash, so its loaders come later. */
export const CHUNKS: readonly Bundle[] = [
  ...locales.map((tag) => leaf(`texts-${tag}`, `src/locales/${tag}.ts`)),
  {
    ...leaf('texts', 'src/locales/load-texts.ts'),
    loads: locales.map((tag) => `texts-${tag}`),
  },
  leaf('mail', 'src/receipt-mail.ts'),
  { ...leaf('companion', 'src/companion.ts'), loads: ['mail'] },
  leaf('amount', 'src/amount-entry.ts'),
  leaf('sandbox', 'src/sandbox/services.ts'),
  leaf('node-id', 'src/signed-services.ts'),
  { ...leaf('more', 'src/special-services.ts'), loads: ['sandbox', 'node-id'] },
  {
    name: 'checkout',
    source: 'src/checkout-controller.ts',
    loads: ['companion', 'amount', 'more'],
    plugins: () => [slimQrcode()],
  },
];

/** What a page loads first. */
export const ENTRY: Bundle = {
  name: 'lightning-pay',
  source: 'src/define.ts',
  loads: ['checkout', 'texts'],
  plugins: () => [slimLit()],
};
