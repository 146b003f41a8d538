import { array, constantFrom, assert as holds, oneof, option, property, string } from 'fast-check';
import { describe, expect, it } from 'vitest';
import { LANGUAGES } from './button-label.ts';
import { chooseLanguage } from './languages.ts';

describe('chooseLanguage', () => {
  it.each([
    [['de-AT', 'en'], 'de-AT'],
    [['PT-br'], 'pt-BR'],
    [['zh-TW'], 'zh-TW'],
    [['zh-Hant-HK'], 'zh-Hant-HK'],
    [['ar-EG-u-nu-latn'], 'ar-EG-u-nu-latn'],
    [['iw-IL'], 'he-IL'],
    [['in'], 'id'],
    [['', undefined, 'sv', 'de_AT', 'x-klingon', 'en-US@posix', 'uk', 'en'], 'uk'],
    [['sv', 'constructor'], 'en'],
    [[], 'en'],
  ])('of %j is %s', (candidates, tag) => {
    expect(chooseLanguage(candidates)).toBe(tag);
  });

  it('never throws, and gives a tag that has words and that Intl takes', () => {
    const subtag = constantFrom(...LANGUAGES, 'iw', 'sv', 'x', 'u', 'Hant', 'AT', '419', 'nu', 'arab', '');
    const tag = oneof(
      string(),
      array(subtag, { maxLength: 5 }).map((parts) => parts.join('-')),
    );
    holds(
      property(array(option(tag, { nil: undefined })), (candidates) => {
        const chosen = chooseLanguage(candidates);
        expect(LANGUAGES).toContain(chosen.split('-')[0]);
        expect(Intl.getCanonicalLocales(chosen)).toEqual([chosen]);
        expect(new Intl.NumberFormat(chosen).format(5)).not.toBe('');
      }),
    );
  });
});
