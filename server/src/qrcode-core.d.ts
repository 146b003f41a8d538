/** The encoder alone of the package `qrcode`: its main entry also carries renderers, of which the server uses none. */
declare module 'qrcode/lib/core/qrcode.js' {
  export function create(
    segments: { data: string; mode: 'alphanumeric' }[],
    options: { errorCorrectionLevel: 'L' | 'M' | 'Q' | 'H' },
  ): { modules: { size: number; data: Uint8Array } };
}
