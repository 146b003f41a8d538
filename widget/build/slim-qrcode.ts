import type { Plugin } from 'vite';
import { type Cut, cutAll } from './cut.ts';
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

/** Of the symbol: texts that are still to be split, versions and masks that somebody asks for. */
const SYMBOL: readonly Cut[] = [
  {
    what: 'texts that are not split yet',
    code: '  if (Array.isArray(data)) {\n    segments',
    through: "throw new Error('Invalid data')\n  }",
    instead: 'segments = Segments.fromArray(data)',
  },
  {
    what: 'a version that is asked for',
    code: '  if (!version) {\n    version = bestVersion',
    through: "'.\\n'\n    )\n  }",
    instead: 'version = bestVersion',
  },
  { what: 'a mask that is asked for', code: '  if (isNaN(maskPattern)) {', through: '\n', instead: '{' },
  {
    what: 'options',
    code: "  if (typeof data === 'undefined'",
    through: 'return createSymbol(data, version, errorCorrectionLevel, mask)',
    instead: 'return createSymbol(data, undefined, ECLevel.M)',
  },
];

/** Of the versions: other modes than the alphanumeric one, and mixes of them. */
const VERSION: readonly Cut[] = [
  {
    what: 'mixed modes',
    code: 'function getTotalBitsFromDataArray',
    through: '/**\n * Returns version number',
    instead: '/**',
  },
  { what: 'a version that is asked for', code: 'exports.from = ', through: '\n}\n' },
  {
    what: 'versions that are none, and no mode',
    code: "  if (!VersionCheck.isValid(version)) {\n    throw new Error('Invalid QR Code version')\n  }\n\n  // Use Byte",
    through: 'mode = Mode.BYTE',
  },
  { what: 'mixed modes', code: '  if (mode === Mode.MIXED)', through: '\n' },
  {
    what: 'other modes',
    code: '  switch (mode) {',
    through: 'usableBits / 8)\n  }',
    instead: 'return Math.floor((usableBits / 11) * 2)',
  },
  {
    what: 'other modes',
    code: '  let seg\n',
    through: 'return getBestVersionForDataLength(seg.mode, seg.getLength(), ecl)',
    instead: 'return getBestVersionForDataLength(data[0].mode, data[0].getLength(), errorCorrectionLevel)',
  },
  {
    what: 'versions that are none',
    code: '  if (!VersionCheck.isValid(version) || version < 7) {',
    through: '}\n',
  },
];

/** Japanese characters. */
const UTILS: readonly Cut[] = [
  { what: 'Kanji', code: 'let toSJISFunction', through: '\n' },
  { what: 'Kanji', code: 'exports.setToSJISFunction', through: 'return toSJISFunction(kanji)\n}' },
  {
    what: 'versions that are none',
    code: '  if (!version) throw',
    through: "range from 1 to 40')",
  },
];

/** Masks by name, and one that is asked for. */
const MASK: readonly Cut[] = [
  { what: 'names of masks', code: 'exports.Patterns = {', through: '}\n' },
  { what: 'a mask that is asked for', code: 'exports.isValid =', through: '}\n' },
  { what: 'a mask that is asked for', code: 'exports.from =', through: '}\n' },
  { what: 'names of masks', code: 'Object.keys(exports.Patterns).length', instead: '8' },
];

/** `exports.Patterns.PATTERN101` is 5. */
const numberMasks = (code: string) =>
  code.replace(/exports\.Patterns\.PATTERN([01]{3})/g, (_, bits: string) => String(Number.parseInt(bits, 2)));

/** The characters as one text. */
const ALPHANUMERIC: readonly Cut[] = [
  {
    what: 'list of characters',
    code: 'const ALPHA_NUM_CHARS = [',
    through: "':'\n]",
    instead: "const ALPHA_NUM_CHARS = [...'0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ $%*+-./:']",
  },
];

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
  'qrcode.js': {
    sha256: '216e490908ed95df74992a05d44efa35ea7bc8dcab27b49b446725964704e833',
    by: (code) => cutAll(code, SYMBOL),
  },
  'version.js': {
    sha256: '1221665a29e6927d3823912bde8bd711c114c61188d7ce862997a33d47fcfba9',
    by: (code) => cutAll(code, VERSION),
  },
  'utils.js': {
    sha256: '1b66145cb9afddadf46ea7314b168e0b8369b2ab4938256fe64bd1c465a473bd',
    by: (code) => cutAll(code, UTILS),
  },
  'mask-pattern.js': {
    sha256: 'c8cfdab7b8d8276f9c1128ab8e5d930759df7594f03211f72b80c3002af91aa9',
    by: (code) => numberMasks(cutAll(code, MASK)),
  },
  'alphanumeric-data.js': {
    sha256: 'cf8f81197e02c0db069155a2e82c098d26329019cfd06cc0e4479124636fa1ea',
    by: (code) => cutAll(code, ALPHANUMERIC),
  },
  'bit-buffer.js': {
    sha256: 'c6f982814aa373da6e44183a61f75762c8559909087fff76603885b180bac0ad',
    by: (code) => cutAll(code, [{ what: 'reading', code: '  get: function', through: '  },\n' }]),
  },
  'bit-matrix.js': {
    sha256: '77e051929fbc9d3b3ba91bd9b190f9a1ab3ccea162d627696ad2c01bf41e51bd',
    by: (code) => cutAll(code, [{ what: 'sizes that are none', code: '  if (!size', through: '}\n' }]),
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
