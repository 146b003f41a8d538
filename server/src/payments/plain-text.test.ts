import { describe, expect, it } from 'vitest';
import { characters, isPlainText } from './plain-text.ts';

describe('isPlainText', () => {
  it.each(['', 'A-1', '注文 🧾', 'Ünï\u0301code', '\u202E', '\u2028'])('takes %j', (text) => {
    expect(isPlainText(text)).toBe(true);
  });

  it.each(['\0', 'a\nb', '\t', '\u007F', '\u009F', '\ud800', '\udc00\ud800'])('refuses %j', (text) => {
    expect(isPlainText(text)).toBe(false);
  });
});

describe('characters', () => {
  it('counts code points', () => {
    expect(['', 'ab', '🧾', '注文'].map(characters)).toEqual([0, 2, 1, 2]);
  });
});
