import { describe, expect, it } from 'vitest';
import { unescapedDollars, variablesOf } from './interpolation.ts';

/** As Compose writes a variable. */
const variable = (words: string): string => `\${${words}}`;

describe('variablesOf', () => {
  it('finds each variable once, however deep and with whatever words', () => {
    const value = {
      a: [variable('B:?is missing'), { c: `x${variable('A-')}y${variable('B')}` }],
      e: 1,
      f: null,
    };
    expect(variablesOf(value)).toEqual(['A', 'B']);
  });

  it('finds none after a $ that stands for itself', () => {
    expect(variablesOf(`$${variable('C')}`)).toEqual([]);
  });
});

describe('unescapedDollars', () => {
  it('passes variables in braces, and $$', () => {
    expect(unescapedDollars([variable('A:-b'), variable('A'), 'cost: 5$$', '$$HOME'])).toEqual([]);
  });

  it.each(['$HOME', 'a$', variable('1'), '$$$', '${A'])('finds %s', (text) => {
    expect(unescapedDollars({ a: [text] })).toEqual([text]);
  });
});
