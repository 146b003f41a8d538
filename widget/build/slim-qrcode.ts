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

/** Keeps of the tables of error correction the column that is used. */
function keepColumnM(code: string): string {
  const column = (table: string) => table.match(/\d+/g)?.filter((_, index) => index % 4 === COLUMN_M) ?? [];
  return code
    .replace(/= \[\n\/\/ L {2}M {2}Q {2}H\n([^\]]*)\]/g, (_, table: string) => `= [${column(table)}]`)
    .replaceAll(`(version - 1) * 4 + ${COLUMN_M}`, 'version - 1')
    .replace(/case ECLevel\.[LQH]:\s*return [^\n]*/g, '');
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
    transform: (code, id) => (fileOf(id) ? dropMessages(keepColumnM(code)) : null),
  };
}
