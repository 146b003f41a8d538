/** A QR code as one SVG path: draw `path` in `viewBox="0 0 size size"`, dark on light. */
export interface QrCode {
  /** Side in modules, quiet zone of 4 on each side included. */
  readonly size: number;
  /** `d` attribute; one unit is one module. */
  readonly path: string;
}

/** Makes the QR code of an invoice: exactly the upper-case BOLT11, error correction M. */
export declare function qrCode(bolt11: string): QrCode;
