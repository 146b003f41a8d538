import { create } from 'qrcode/lib/core/qrcode.js';

/** A QR code as one SVG path: draw `path` in `viewBox="0 0 size size"`, dark on light. */
export interface QrCode {
  /** Side in modules, quiet zone of 4 on each side included. */
  readonly size: number;
  /** `d` attribute; one unit is one module. */
  readonly path: string;
}

/** Light modules on each side, as ISO/IEC 18004 asks. */
const QUIET_ZONE = 4;

/**
 * Makes the QR code of an invoice: exactly the upper-case BOLT11, so that it fits the denser alphanumeric mode;
 * error correction M.
 *
 * @param bolt11 BOLT11 payment request, at most 3391 characters.
 */
export function qrCode(bolt11: string): QrCode {
  const { modules } = create([{ data: bolt11.toUpperCase(), mode: 'alphanumeric' }], {
    errorCorrectionLevel: 'M',
  });
  const side = modules.size;
  let path = '';
  for (let y = 0; y < side; y++) {
    for (let x = 0; x < side; ) {
      const start = x;
      while (x < side && modules.data[y * side + x]) x++;
      if (x > start) path += `M${start + QUIET_ZONE} ${y + QUIET_ZONE}h${x - start}v1h${start - x}z`;
      else x++;
    }
  }
  return { size: side + 2 * QUIET_ZONE, path };
}
