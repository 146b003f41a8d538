import type { Plugin } from 'vite';

/**
 * Leaves out of the package `qrcode` what finds the shortest mix of modes for any text (a graph search, kanji, bytes): an
 * invoice is alphanumeric, and `qr.ts` says so. Saves 1.5 KB of gzip.
 */
export function leanQrcode(): Plugin {
  const replaced: Record<string, string> = {
    './segments': `import Alphanumeric from 'qrcode/lib/core/alphanumeric-data.js';
      export const fromArray = (segments) => segments.map(({ data }) => new Alphanumeric(data));`,
    './regex': 'export {};',
  };
  const prefix = '\0lean-qrcode:';
  return {
    name: 'lean-qrcode',
    enforce: 'pre',
    resolveId(source, importer) {
      return importer?.includes('qrcode/lib/core/') && source in replaced ? prefix + source : null;
    },
    load(id) {
      return id.startsWith(prefix) ? (replaced[id.slice(prefix.length)] ?? null) : null;
    },
  };
}
