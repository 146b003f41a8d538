import { LANGUAGES } from './button-label.ts';

/**
 * Chooses the language of texts and numbers. Numbers follow the whole tag, texts its base language: `de-AT` gives the
 * words of `de`. Chinese words are simplified for `zh-TW` and `zh-Hant` too. Former codes are taken: `iw` is `he`.
 *
 * @param candidates BCP 47 tags in the order of wish; one that is malformed, or whose language has no words, is passed over.
 * @returns The first that has words, in canonical form, which `Intl` accepts; else `en`.
 */
export function chooseLanguage(candidates: readonly (string | undefined)[]): string {
  for (const candidate of candidates) {
    try {
      const [tag = ''] = Intl.getCanonicalLocales(candidate);
      if (LANGUAGES.includes(tag.split('-')[0] ?? '')) return tag;
    } catch {
      // Malformed, or empty: the page wrote it, and must not lose its button for it.
    }
  }
  return 'en';
}
