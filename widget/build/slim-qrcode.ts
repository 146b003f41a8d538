import type { Plugin } from 'vite';

/** What stands in the place of files of `qrcode/lib/core`: their only case that an invoice meets. */
const STUBS: Readonly<Record<string, string>> = {
  'segments.js': `const Alphanumeric = require('./alphanumeric-data');
    exports.fromArray = (segments) => segments.map(({ data }) => new Alphanumeric(data));`,
  'mode.js': `exports.ALPHANUMERIC = { bit: 2, ccBits: [9, 11, 13] };
    exports.getCharCountIndicator = ({ ccBits }, version) => ccBits[version < 10 ? 0 : version < 27 ? 1 : 2];`,
  'error-correction-level.js': `exports.M = { bit: 0 };
    exports.from = () => exports.M;`,
};

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

/** Whatever is wrong, the checkout says the same of it: the messages need not travel. */
const dropMessages = (code: string) =>
  code.replace(/throw new Error\(([^()]|\([^()]*\))*\)/g, 'throw new Error()');

/**
 * Leaves out of `qrcode` what an invoice never needs: it chooses between four encodings and mixes them, at four levels of
 * error correction, but an upper-case BOLT11 is alphanumeric throughout and the level is M. The encoder, its tables and
 * masks are the package's own.
 */
export function slimQrcode(): Plugin {
  const fileOf = (id: string) => /\/qrcode\/lib\/core\/([\w-]+\.js)$/.exec(id)?.[1] ?? '';
  return {
    name: 'slim-qrcode',
    enforce: 'pre',
    load: (id) => STUBS[fileOf(id)] ?? null,
    transform(code, id) {
      const file = fileOf(id);
      if (file === '') return null;
      return dropMessages(file === 'error-correction-code.js' ? keepColumnM(code) : code);
    },
  };
}
