import { describe, expect, it } from 'vitest';
import { LANGUAGES } from './button-label.ts';
import { MAIL_WORDS } from './mail-words.ts';

const KEYS = Object.keys(MAIL_WORDS['en'] ?? {});

describe('MAIL_WORDS', () => {
  it('has the languages of the checkout', () => {
    expect(Object.keys(MAIL_WORDS)).toEqual(LANGUAGES);
  });

  it.each(Object.entries(MAIL_WORDS))('has words in %s, as its other texts are written', (_, words) => {
    expect(Object.keys(words)).toEqual(KEYS);
    for (const text of Object.values(words)) {
      expect(text).toMatch(/^\S+( \S+)*$/);
      expect(text).not.toMatch(/["'`!！{}]|\.\.\./);
    }
  });

  it.each(Object.entries(MAIL_WORDS))('fits beside the field in %s', (_, { send, sending }) => {
    // Hangul, Han and Kana are twice as wide.
    const width = (text: string) =>
      [...text.replace(/\p{M}/gu, '')].reduce(
        (sum, letter) => sum + (/[\u3000-\ud7af]/.test(letter) ? 2 : 1),
        0,
      );
    expect(Math.max(width(send), width(sending))).toBeLessThanOrEqual(15);
  });
});
