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
 * Makes the QR code of an invoice: exactly the upper-case BOLT11, so that it fits the denser alphanumeric mode; error
 * correction M.
 *
 * @param bolt11 As BTCPay gave it: letters and digits.
 */
export function qrCode(bolt11: string): QrCode {
  const text = bolt11.toUpperCase();
  const { modules } = create([{ data: text, mode: 'alphanumeric' }], { errorCorrectionLevel: 'M' });
  const side = modules.size;
  const isDark = (x: number, y: number) => x < side && modules.data[y * side + x] === 1;
  let path = '';
  for (let y = 0; y < side; y += 1) {
    let x = 0;
    while (x < side) {
      const start = x;
      while (isDark(x, y)) x += 1;
      if (x > start) path += `M${start + QUIET_ZONE} ${y + QUIET_ZONE}h${x - start}v1h${start - x}z`;
      else x += 1;
    }
  }
  return { size: side + 2 * QUIET_ZONE, path };
}
