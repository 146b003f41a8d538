/** Something that a bundle never needs: what it is, the code that does it, and what stands in its place. */
export type Cut = readonly [what: string, code: string, instead?: string];

/**
 * Takes parts out of a file of a package.
 *
 * @throws Error where a part is not there exactly once: a file that is half cut must not be shipped.
 */
export function cutAll(code: string, cuts: readonly Cut[]): string {
  return cuts.reduce((rest, [what, part, instead = '']) => {
    const pieces = rest.split(part);
    if (pieces.length !== 2) throw new Error(`${what}: found ${pieces.length - 1} times`);
    return pieces.join(instead);
  }, code);
}
