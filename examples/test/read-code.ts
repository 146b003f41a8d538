import { spawnSync } from 'node:child_process';
import jsQR from 'jsqr';
import { PNG } from 'pngjs';

/**
 * Reads the QR code off a picture, by every decoder there is: `jsqr` always, `zbarimg` where it is installed. Neither
 * shares a line with the library that drew the code.
 *
 * @param png Screenshot as PNG.
 * @returns What each decoder read, by its name; null where it found no code.
 */
export function readCode(png: Buffer): Readonly<Record<string, string | null>> {
  const { data, width, height } = PNG.sync.read(png);
  const jsqr = jsQR.default(new Uint8ClampedArray(data), width, height)?.data ?? null;
  const zbar = spawnSync('zbarimg', ['--quiet', '--raw', '-Sdisable', '-Sqrcode.enable', 'png:-'], {
    input: png,
  });
  if (zbar.error) return { jsqr };
  return { jsqr, zbar: zbar.status === 0 ? zbar.stdout.toString().trimEnd() : null };
}
