import { describe, expect, it } from 'vitest';
import { readSettings } from './settings.js';

const USUAL = { theme: 'auto', radius: '12', size: 'medium', display: 'modal', phase: 'idle' };

/** As a browser that takes what looks like a hex colour, or a font of one word. */
const supports = (property: string, value: string) =>
  property === 'color' ? /^#[\da-f]{6}$|^var\(|^inherit$/.test(value) : /^[a-z-]+$/.test(value);

const read = (chosen: Readonly<Record<string, string>>) => {
  const fields: Readonly<Record<string, string>> = { ...USUAL, ...chosen };
  const { attributes, tokens, phase, refused } = readSettings((name) => fields[name] ?? '', supports);
  return { ...Object.fromEntries(attributes), ...Object.fromEntries(tokens), phase, refused: [...refused] };
};

describe('readSettings', () => {
  it('names nothing that is usual', () => {
    expect(read({})).toEqual({ phase: 'idle', refused: [] });
  });

  it('reads attributes and tokens', () => {
    const chosen = {
      amount: '50',
      accent: ' #5b3df5 ',
      size: 'large',
      '--lp-font': 'serif',
      phase: 'settled',
    };
    expect(read(chosen)).toEqual({ ...chosen, accent: '#5b3df5', refused: [] });
  });

  it.each([
    ['accent', 'nope'],
    ['accent', 'inherit'],
    ['accent', 'var(--brand)'],
    ['amount', '50,00'],
    ['amount', '-5'],
    ['--lp-ink', '#12'],
    ['--lp-font', 'a;b'],
  ])('refuses %s %s', (name, value) => {
    expect(read({ [name]: value })).toEqual({ phase: 'idle', refused: [name] });
  });
});
