/** Names, hex, and the functions that hold nothing but numbers: no `url()`, `var()` or anything nested. */
const COLOUR =
  /^(?!inherit$|initial$|unset$|revert)(#[\da-f]{3,8}|[a-z]{3,24}|(rgba?|hsla?|hwb|lab|lch|oklab|oklch|color)\([\w\s.,%/+-]{1,64}\))$/i;

/**
 * Reads the `accent` attribute.
 *
 * @param supports `CSS.supports` of the page, which knows the colours of its browser.
 * @returns The colour, or null when it is none.
 */
export function accentValue(
  text: string | null,
  supports: (property: string, value: string) => boolean,
): string | null {
  const colour = text?.trim() ?? '';
  return COLOUR.test(colour) && supports('color', colour) ? colour : null;
}

/**
 * Reads the `radius` attribute: CSS pixels of the button's corner, 0 to 24; the others follow it.
 *
 * @returns For example `8px`, or null when it is not a whole number of pixels.
 */
export function radiusValue(text: string | null): string | null {
  const pixels = /^\s*(\d{1,3})(px)?\s*$/.exec(text ?? '')?.[1];
  return pixels === undefined ? null : `${Math.min(24, Number(pixels))}px`;
}
