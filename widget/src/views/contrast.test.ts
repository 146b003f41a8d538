import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { parseSrgb, type Srgb, textOn } from './contrast.ts';

describe('parseSrgb', () => {
  it.each([
    ['color(srgb 0.36 0.24 0.95)', [0.36, 0.24, 0.95]],
    ['color(srgb 1e-7 0 1)', [1e-7, 0, 1]],
    ['rgb(255, 0, 51)', [1, 0, 0.2]],
    ['rgba(255, 0, 51, 0.5)', [1, 0, 0.2]],
    ['oklch(0.7 0.1 200)', null],
    ['red', null],
  ])('reads %s', (computed, colour) => {
    expect(parseSrgb(computed)).toEqual(colour);
  });
});

describe('textOn', () => {
  it.each([
    [[1, 1, 1], '#14161a'],
    [[0.078, 0.086, 0.102], '#fff'],
    [[1, 0.83, 0.23], '#14161a'],
    [[0.36, 0.24, 0.96], '#fff'],
  ] as const)('on %j is %s', (background, text) => {
    expect(textOn(background)).toBe(text);
  });

  it('has a contrast of 4.5 on every colour', () => {
    const channel = fc.double({ min: 0, max: 1, noNaN: true });
    fc.assert(
      fc.property(fc.tuple(channel, channel, channel), (background) => {
        const text = { '#fff': 1, '#14161a': luminance([20 / 255, 22 / 255, 26 / 255]), '#000': 0 }[
          textOn(background)
        ];
        const [dark, light] = [text, luminance(background)].sort((a, b) => a - b) as [number, number];
        expect((light + 0.05) / (dark + 0.05)).toBeGreaterThanOrEqual(4.495);
      }),
    );
  });
});

/** WCAG 2.2, relative luminance, written once more. */
function luminance(colour: Srgb): number {
  const [r, g, b] = colour.map((c) => (c <= 0.04045 ? c / 12.92 : ((c + 0.055) / 1.055) ** 2.4)) as [
    number,
    number,
    number,
  ];
  return 0.2126 * r + 0.7152 * g + 0.0722 * b;
}
