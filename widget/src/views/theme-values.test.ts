import { describe, expect, it } from 'vitest';
import { accentValue, radiusValue } from './theme-values.ts';

const everything = () => true;

describe('accentValue', () => {
  it.each(['#0b7f4b', 'rebeccapurple', 'rgb(1 2 3 / 50%)', 'oklch(45% 0.2 280)', 'color(display-p3 1 0 0)'])(
    'takes %s',
    (colour) => {
      expect(accentValue(` ${colour} `, everything)).toBe(colour);
    },
  );

  it.each([
    'url(https://evil.example)',
    'var(--x)',
    'inherit',
    'red; position: fixed',
    'red } * { color: red',
    '@import "x"',
    'rgb(var(--x))',
    'color-mix(in srgb, url(x), red)',
    '',
    null,
  ])('drops %s', (text) => {
    expect(accentValue(text, everything)).toBeNull();
  });

  it('drops what the browser does not know', () => {
    expect(accentValue('nocolour', () => false)).toBeNull();
  });
});

describe('radiusValue', () => {
  it.each([
    ['8', '8px'],
    ['0', '0px'],
    [' 12px ', '12px'],
    ['99', '24px'],
    ['-4', null],
    ['1em', null],
    ['calc(1px)', null],
    [null, null],
  ])('reads %s as %s', (text, radius) => {
    expect(radiusValue(text)).toBe(radius);
  });
});
