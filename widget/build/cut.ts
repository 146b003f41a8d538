/** Something that a bundle never needs. */
export interface Cut {
  /** What it is. */
  readonly what: string;
  /** Its code; with `through`, how it begins. */
  readonly code: string;
  /** How it ends: everything up to its next end goes. */
  readonly through?: string;
  /** What stands in its place; default nothing. */
  readonly instead?: string;
}

/**
 * Takes parts out of a file of a package.
 *
 * @throws Error where a part is not there exactly once: a file that is half cut must not be shipped.
 */
export function cutAll(code: string, cuts: readonly Cut[]): string {
  return cuts.reduce((rest, { what, code: part, through = '', instead = '' }) => {
    const start = rest.indexOf(part);
    const end = rest.indexOf(through, start + part.length);
    if (start < 0 || end < 0) throw new Error(`${what}: not found`);
    if (rest.includes(part, start + 1)) throw new Error(`${what}: found twice`);
    return rest.slice(0, start) + instead + rest.slice(end + through.length);
  }, code);
}
