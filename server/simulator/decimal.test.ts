import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { ceilDivide, formatDecimal, formatTrimmed, multiply, parseDecimal, roundTo } from './decimal.ts';

function read(text: string): string | null {
  const value = parseDecimal(text);
  return value && formatDecimal(value);
}

describe('parseDecimal', () => {
  it.each([
    ['5.00', '5.00'],
    [' 1000 ', '1000'],
    ['0001000', '1000'],
    ['12,34', '1234'],
    ['1e3', '1000'],
    ['1.5e-3', '0.0015'],
    ['-1', '-1'],
    ['.5', '0.5'],
  ])('reads %j as %s', (text, expected) => expect(read(text)).toBe(expected));

  it.each(['abc', '0x10', 'NaN', '', '.', '1.2.3', '1e', '79228162514264337593543950336'])(
    'refuses %j',
    (text) => expect(parseDecimal(text)).toBeNull(),
  );

  it('gives back every plain decimal unchanged', () => {
    const plain = fc.tuple(fc.bigInt({ min: 0n, max: 10n ** 15n }), fc.stringMatching(/^\d{1,10}$/));
    fc.assert(
      fc.property(plain, ([whole, fraction]) => read(`${whole}.${fraction}`) === `${whole}.${fraction}`),
    );
  });
});

describe('formatTrimmed', () => {
  it.each([
    [{ units: 1500n, scale: 8 }, '0.000015'],
    [{ units: 0n, scale: 8 }, '0'],
    [{ units: -1500n, scale: 8 }, '-0.000015'],
    [{ units: 100n, scale: 0 }, '100'],
  ])('writes %o as %s', (value, expected) => expect(formatTrimmed(value)).toBe(expected));
});

describe('roundTo', () => {
  it.each([
    ['1500.5', 0, '1501'],
    ['5.12999', 2, '5.13'],
    ['0.000015001234', 8, '0.00001500'],
    ['-2.5', 0, '-3'],
    ['0.3', 2, '0.3'],
  ])('rounds %s to %i decimals: %s', (text, scale, expected) => {
    const value = parseDecimal(text);
    expect(value && formatDecimal(roundTo(value, scale))).toBe(expected);
  });
});

describe('multiply', () => {
  it('keeps the decimals of both, as .NET does', () => {
    expect(formatDecimal(multiply({ units: 777n, scale: 8 }, { units: 100_000_000n, scale: 0 }))).toBe(
      '777.00000000',
    );
  });
});

describe('ceilDivide', () => {
  it.each([
    [7n, 2n, 4n],
    [8n, 2n, 4n],
    [-1n, 1000n, 0n],
    [-1001n, 1000n, -1n],
    [0n, 5n, 0n],
  ])('%i / %i is %i', (a, b, expected) => expect(ceilDivide(a, b)).toBe(expected));
});
