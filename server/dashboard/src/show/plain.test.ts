import { describe, expect, it } from 'vitest';
import { plain } from './plain.ts';

describe('plain', () => {
  it('names what would turn or hide text', () => {
    expect(plain('A-\u202e12\u202c\u200b')).toBe('A-[U+202E]12[U+202C][U+200B]');
  });

  it('leaves every script as it is, with the marks it needs', () => {
    const text = '<b>שלום</b> \u200fعربي 日本 👩‍👩‍👧';
    expect(plain(text)).toBe(text);
  });
});
