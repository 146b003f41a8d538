import jsQR from 'jsqr';
import { PNG } from 'pngjs';

/** Reads the QR code off a picture (PNG); null where there is none. The decoder shares no line with what drew it. */
export function readCode(png: Buffer): string | null {
  const { data, width, height } = PNG.sync.read(png);
  return jsQR.default(new Uint8ClampedArray(data), width, height)?.data ?? null;
}
