/** Red, green, blue: 0 to 1, gamma-encoded sRGB. */
export type Srgb = readonly [number, number, number];

/**
 * Reads a colour as `getComputedStyle` writes one mixed in sRGB: `color(srgb 0.36 0.24 0.95)`; also `rgb(92, 61, 242)`.
 *
 * @returns Null for anything else.
 */
export function parseSrgb(computed: string): Srgb | null {
  const [r, g, b] = (computed.match(/-?[\d.]+(e-?\d+)?/g) ?? []).map(Number);
  if (r === undefined || g === undefined || b === undefined) return null;
  if (computed.startsWith('color(srgb ')) return [r, g, b];
  return computed.startsWith('rgb') ? [r / 255, g / 255, b / 255] : null;
}

const INK = [0x14 / 255, 0x16 / 255, 0x1a / 255] as const;

/**
 * Chooses the text that is easier to read on a colour: white or the ink of the light theme, and black on the few colours
 * where neither has a contrast of 4.5.
 *
 * @see https://www.w3.org/TR/WCAG22/#dfn-contrast-ratio
 */
export function textOn(background: Srgb): '#fff' | '#14161a' | '#000' {
  const white = contrast([1, 1, 1], background);
  const ink = contrast(INK, background);
  if (Math.max(white, ink) < 4.5) return '#000';
  return white >= ink ? '#fff' : '#14161a';
}

/** Contrast ratio of two colours, 1 to 21. */
export function contrast(one: Srgb, other: Srgb): number {
  const [a, b] = [luminance(one), luminance(other)];
  return (Math.max(a, b) + 0.05) / (Math.min(a, b) + 0.05);
}

function luminance([r, g, b]: Srgb): number {
  const linear = (c: number) => (c <= 0.04045 ? c / 12.92 : ((c + 0.055) / 1.055) ** 2.4);
  return 0.2126 * linear(r) + 0.7152 * linear(g) + 0.0722 * linear(b);
}
