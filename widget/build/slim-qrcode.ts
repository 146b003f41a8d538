import type { Plugin } from 'vite';

/** What stands in the place of two files of `qrcode/lib/core`. */
const STUBS: Readonly<Record<string, string>> = {
  'segments.js': `const Alphanumeric = require('./alphanumeric-data');
    exports.fromArray = (segments) => segments.map(({ data }) => new Alphanumeric(data));`,
  'regex.js': '',
};

/**
 * Leaves out of `qrcode` what an invoice never needs: it chooses between four encodings and mixes them, but an
 * upper-case BOLT11 is alphanumeric throughout. Encoder, error correction and masks are the package's own.
 */
export function slimQrcode(): Plugin {
  return {
    name: 'slim-qrcode',
    enforce: 'pre',
    load: (id) => STUBS[/\/qrcode\/lib\/core\/([\w-]+\.js)$/.exec(id)?.[1] ?? ''] ?? null,
  };
}
