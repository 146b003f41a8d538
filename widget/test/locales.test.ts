import { readdirSync, readFileSync } from 'node:fs';
import { gzipSync } from 'node:zlib';
import { minify } from 'terser';
import { beforeAll, describe, expect, it } from 'vitest';
import { LANGUAGES, payLabel } from '../src/locales/button-label.ts';
import { en, type Texts } from '../src/locales/en.ts';

type Key = keyof Texts;

const FOLDER = new URL('../src/locales/', import.meta.url);
const KEYS = Object.keys(en) as Key[];
const TRANSLATED = LANGUAGES.filter((tag) => tag !== 'en');

/** Buttons, and the two texts of a row; their letters together, a CJK character counting twice. */
const ROWS: readonly (readonly [Key, Key, number])[] = [
  ['openWallet', 'copy', 22],
  ['openWallet', 'copied', 22],
  ['browserWallet', 'copy', 27],
  ['done', 'receipt', 26],
  ['tryAgain', 'support', 26],
];
const BUTTONS: readonly Key[] = [
  'close',
  'next',
  'copy',
  'copied',
  'openWallet',
  'newCode',
  'done',
  'receipt',
];
/** Stand beside the amount, in 13 px. */
const ASIDES: readonly Key[] = ['oneMoment', 'rateExpired', 'nothingCharged'];

/** What each language never writes. */
const WRONG: Readonly<Record<string, RegExp>> = {
  ar: /[?,;]/,
  es: /^[^¿]*\?/,
  fr: /[^\u202f][?:;!]/,
  hi: /\./,
  ja: /[.,?:;]/,
  zh: /[.,?:;]/,
};

const loadTexts = async (tag: string): Promise<Texts> =>
  tag === 'en' ? en : (await import(new URL(`${tag}.ts`, FOLDER).href)).texts;

const placeholders = (text: string) => (text.match(/\{\w*\}/g) ?? []).sort();

const width = (text: string) =>
  [...text.normalize('NFC').replace(/\p{M}/gu, '')].reduce(
    (sum, letter) => sum + (/[\u3000-\u9fff\uac00-\ud7af\uff00-\uffef]/.test(letter) ? 2 : 1),
    0,
  );

describe('locales', () => {
  it('are the files of the languages', () => {
    const files = readdirSync(FOLDER).filter((file) => /^[a-z]{2}\.ts$/.test(file));
    expect(files).toEqual(LANGUAGES.map((tag) => `${tag}.ts`));
    expect(LANGUAGES).toHaveLength(20);
  });

  it('are all loaded on demand but English', () => {
    const source = readFileSync(new URL('load-texts.ts', FOLDER), 'utf8');
    const loaded = [...source.matchAll(/^ {2}(\w+): \(\) => import\('\.\/(\w+)\.ts'\),$/gm)];
    expect(loaded.map(([, tag, file]) => [tag, file])).toEqual(TRANSLATED.map((tag) => [tag, tag]));
  });

  describe.each(LANGUAGES)('%s', (tag) => {
    let texts: Texts;
    beforeAll(async () => {
      texts = await loadTexts(tag);
    });

    it('has every key and no other, in the order of English', () => {
      expect(Object.keys(texts)).toEqual(KEYS);
    });

    it('has the placeholders of English', () => {
      for (const key of KEYS) expect(placeholders(texts[key]), key).toEqual(placeholders(en[key]));
    });

    it('has no text that is empty, or has blanks about it or twice', () => {
      for (const key of KEYS) expect(texts[key], key).toMatch(/^\S+([ \u202f]\S+)*$/);
    });

    it('has typographic quotes, no exclamation mark, and the marks of its language', () => {
      for (const key of KEYS) {
        expect(texts[key], key).not.toMatch(/["'`!！]|\.\.\./);
        expect(texts[key].replace(/\{\w+\}/g, ''), key).not.toMatch(WRONG[tag] ?? /$^/);
      }
    });

    it('is written in its direction', () => {
      expect(texts.direction).toBe(['ar', 'he'].includes(tag) ? 'rtl' : 'ltr');
    });

    it('has words that fit on buttons and in their row', () => {
      for (const key of BUTTONS) expect(width(texts[key]), key).toBeLessThanOrEqual(16);
      for (const key of ASIDES) expect(width(texts[key]), key).toBeLessThanOrEqual(22);
      for (const [one, two, most] of ROWS)
        expect(width(texts[one]) + width(texts[two]), `${one} and ${two}`).toBeLessThanOrEqual(most);
    });

    it('has words for the button, with and without an amount', () => {
      const label = payLabel(tag, '$50.00');
      expect(label).toMatch(/\$50\.00/);
      expect(label).not.toMatch(/[{}|]/);
      expect(payLabel(tag, null)).toMatch(/^[^{}|]{4,}$/);
      if (tag !== 'en') expect(label).not.toBe(payLabel('en', '$50.00'));
    });
  });

  it.each(TRANSLATED)('%s equals English in at most a tenth', async (tag) => {
    const texts = await loadTexts(tag);
    const equal = KEYS.filter((key) => texts[key] === en[key]);
    expect(equal.length, `${equal}`).toBeLessThanOrEqual(KEYS.length / 10);
  });

  it.each(TRANSLATED)('%s is 2 KB of gzip at most', async (tag) => {
    const source = `export const texts = ${JSON.stringify(await loadTexts(tag))};`;
    const { code = '' } = await minify(source, { module: true });
    expect(code).not.toBe('');
    expect(gzipSync(code, { level: 9 }).length).toBeLessThanOrEqual(2048);
  });
});
