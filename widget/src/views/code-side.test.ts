import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { codeSide } from './code-side.ts';

describe('codeSide', () => {
  it.each([
    [65, 1, 325], // 5 pixels a module
    [57, 2, 313.5], // 11 device pixels
    [81, 1, 324],
    [69, 1, 328], // 4 pixels a module would leave 244 for the code: uneven modules, but large
  ])('draws %i modules at ratio %i over %f px', (modules, ratio, side) => {
    expect(codeSide(modules, ratio, 328)).toBe(side);
  });

  it('is never more than the room', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 29, max: 185 }),
        fc.constantFrom(1, 1.25, 1.5, 2, 3),
        (modules, ratio) => {
          expect(codeSide(modules, ratio, 328)).toBeLessThanOrEqual(328);
        },
      ),
    );
  });
});
