/** Modules of a side, quiet zone aside. */
const SIDE = 57;

/**
 * Draws what looks like a QR code and is none: it stands, pale and blurred, where the code was. The invoice itself is not
 * in it, so a payment that is under way or too late cannot be made once more by scanning it.
 *
 * @returns `d` attribute for `viewBox="-4 -4 65 65"` with `fill-rule="evenodd"`.
 */
export function veilPath(): string {
  const finders = [
    [0, 0],
    [SIDE - 7, 0],
    [0, SIDE - 7],
  ] as const;
  let path = finders.map(([x, y]) => `M${x} ${y}h7v7h-7zm1 1v5h5v-5zm1 1h3v3h-3z`).join('');
  let noise = 7;
  for (let y = 0; y < SIDE; y++) {
    for (let x = 0; x < SIDE; x++) {
      noise = (Math.imul(noise, 1103515245) + 12345) >>> 0;
      const isFree = finders.every(([left, top]) => Math.abs(x - left - 3) > 4 || Math.abs(y - top - 3) > 4);
      if (noise >>> 31 && isFree) path += `M${x} ${y}h1v1h-1z`;
    }
  }
  return path;
}
