import { describe, expect, it } from 'vitest';
import { asciiDigits } from './locale-digits.ts';

/** The scripts whose digits browsers write numbers in; the others write theirs by words or rules. */
const SYSTEMS = Intl.supportedValuesOf('numberingSystem').filter((numberingSystem) =>
  /^\p{Nd}{10}$/u.test(write('1234567890', numberingSystem)),
);

function write(number: string, numberingSystem: string): string {
  return new Intl.NumberFormat('en', { numberingSystem, useGrouping: false }).format(Number(number));
}

describe('asciiDigits', () => {
  it.each(SYSTEMS)('reads the digits of %s', (numberingSystem) => {
    expect(asciiDigits(write('1234567890', numberingSystem))).toBe('1234567890');
  });

  it('knows the scripts that people type in', () => {
    expect(SYSTEMS).toEqual(expect.arrayContaining(['arab', 'arabext', 'beng', 'deva', 'fullwide', 'thai']));
    expect(SYSTEMS.length).toBeGreaterThan(50);
  });

  it.each(['', '25.50', '1e2', '-5', '½', '²', '①', '五', 'Ⅷ'])('leaves "%s" as it is', (text) => {
    expect(asciiDigits(text)).toBe(text);
  });
});
