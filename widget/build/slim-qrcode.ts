import type { Plugin } from 'vite';
import { type Replacement, replaceFiles } from './replace-files.ts';

/** Column of error correction M in tables of four: L, M, Q, H. */
const COLUMN_M = 1;

/**
 * Keeps of the tables of error correction the column that is used, and of the lookups the one row.
 *
 * @throws Error when the package's file is not as it was read: a half-cut table draws codes that no wallet reads.
 */
function keepColumnM(code: string): string {
  const column = (table: string) => table.match(/\d+/g)?.filter((_, index) => index % 4 === COLUMN_M) ?? [];
  const cut = (text: string, pattern: RegExp, times: number, by: (...groups: string[]) => string) => {
    if ([...text.matchAll(pattern)].length !== times)
      throw new Error(`qrcode is not as expected: ${pattern}`);
    return text.replace(pattern, by);
  };
  // The package's line ends are not all alike.
  let slim = code.replaceAll('\r\n', '\n');
  slim = cut(slim, /= \[\n\/\/ L {2}M {2}Q {2}H\n([^\]]*)\]/g, 2, (_, table = '') => `= [${column(table)}]`);
  slim = cut(slim, new RegExp(`\\(version - 1\\) \\* 4 \\+ ${COLUMN_M}`, 'g'), 2, () => 'version - 1');
  return cut(slim, /case ECLevel\.[LQH]:\s*return [^\n]*/g, 6, () => '');
}

/** Files of `qrcode/lib/core`, cut to their only case that an invoice meets. */
const FILES: Readonly<Record<string, Replacement>> = {
  'segments.js': {
    sha256: 'abd08a6ddd778c92e36e2a303d2b4a3b4ad1d9089d2a7605bee8b9d06da7846a',
    by: () => `const Alphanumeric = require('./alphanumeric-data');
      exports.fromArray = (segments) => segments.map(({ data }) => new Alphanumeric(data));`,
  },
  'mode.js': {
    sha256: '25d3574cf4b0cdbd62363ff2c57eb46da41d21124e6d37eb0e84f979799bd530',
    by: () => `exports.ALPHANUMERIC = { bit: 2, ccBits: [9, 11, 13] };
      exports.getCharCountIndicator = ({ ccBits }, version) => ccBits[version < 10 ? 0 : version < 27 ? 1 : 2];`,
  },
  'error-correction-level.js': {
    sha256: '7f31b2250223cb7549bf3c305cce948ad9b0ee67cb9ee93b6c08352b7fa2b7f6',
    by: () => `exports.M = { bit: 0 };
      exports.from = () => exports.M;`,
  },
  'error-correction-code.js': {
    sha256: '03683cae6cc410b83f8ad0e87fa394df5102b52ca4ce843e507aa9f6acce13e5',
    by: keepColumnM,
  },
};

/** Whatever is wrong, the checkout says the same of it: the messages need not travel. */
const dropMessages = (code: string) =>
  code.replace(/throw new Error\(([^()]|\([^()]*\))*\)/g, 'throw new Error()');

/**
 * Leaves out of `qrcode` what an invoice never needs: it chooses between four encodings and mixes them, at four levels of
 * error correction, but an upper-case BOLT11 is alphanumeric throughout and the level is M. The encoder, its tables and
 * masks are the package's own.
 */
export function slimQrcode(): Plugin {
  return {
    name: 'slim-qrcode',
    ...replaceFiles('qrcode/lib/core/', FILES),
    transform: { filter: { id: /\/qrcode\/lib\/core\/[\w-]+\.js$/ }, handler: dropMessages },
  };
}
