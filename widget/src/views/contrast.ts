/** Red, green, blue: 0 to 1, gamma-encoded sRGB. */
export type Srgb = readonly [number, number, number];

/**
 * Reads a colour as `getComputedStyle` writes one mixed in sRGB: `color(srgb 0.36 0.24 0.95)`; also `rgb(92, 61, 242)`.
 *
 * @returns Null for anything else.
 */
export function parseSrgb(computed: string): Srgb | null {
  const [, name, ...numbers] =
    /^(color\(srgb|rgba?\() ?([\d.e-]+),? ([\d.e-]+),? ([\d.e-]+)/.exec(computed) ?? [];
  if (!name) return null;
  const [r = 0, g = 0, b = 0] = numbers.map((number) => Number(number) / (name.startsWith('rgb') ? 255 : 1));
  return [r, g, b];
}

/**
 * Chooses text that can be read on a colour, with a contrast of at least 4.5: white, else the ink of the light theme, and
 * black on the few colours where neither will do.
 *
 * @see https://www.w3.org/TR/WCAG22/#dfn-contrast-ratio
 */
export function textOn([r, g, b]: Srgb): '#fff' | '#14161a' | '#000' {
  const linear = (c: number) => (c <= 0.04045 ? c / 12.92 : ((c + 0.055) / 1.055) ** 2.4);
  const luminance = 0.2126 * linear(r) + 0.7152 * linear(g) + 0.0722 * linear(b);
  // 1.05 / 4.5 - 0.05 for white; 4.5 * (0.0079 + 0.05) - 0.05 for the ink, whose luminance is 0.0079.
  if (luminance <= 0.1833) return '#fff';
  return luminance < 0.2106 ? '#000' : '#14161a';
}
