/** CSS pixels that the code itself must have, quiet zone aside, to be read across a desk. */
const LEAST = 260;

/**
 * Chooses the side at which a QR code is drawn: the largest with a whole number of device pixels to a module, so that all
 * modules are equal; the whole room where that would be too small.
 *
 * @param modules Side in modules, quiet zone of 4 on each side included.
 * @param pixelRatio Device pixels per CSS pixel.
 * @param room CSS pixels there are.
 * @returns CSS pixels, quiet zone included.
 */
export function codeSide(modules: number, pixelRatio: number, room: number): number {
  const side = (Math.floor((room * pixelRatio) / modules) * modules) / pixelRatio;
  return (side * (modules - 8)) / modules < LEAST ? room : side;
}
