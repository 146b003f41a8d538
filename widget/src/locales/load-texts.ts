import { loadChunk } from '../lazy-chunk.ts';
import type { Texts } from './en.ts';

type Language = { readonly texts: Texts };

/** The files of the languages; English is in the checkout itself. */
const FILES: Readonly<Record<string, () => Promise<Language>>> = {
  ar: () => import('./ar.ts'),
  cs: () => import('./cs.ts'),
  de: () => import('./de.ts'),
  es: () => import('./es.ts'),
  fr: () => import('./fr.ts'),
  he: () => import('./he.ts'),
  hi: () => import('./hi.ts'),
  id: () => import('./id.ts'),
  it: () => import('./it.ts'),
  ja: () => import('./ja.ts'),
  ko: () => import('./ko.ts'),
  nl: () => import('./nl.ts'),
  pl: () => import('./pl.ts'),
  pt: () => import('./pt.ts'),
  ru: () => import('./ru.ts'),
  tr: () => import('./tr.ts'),
  uk: () => import('./uk.ts'),
  vi: () => import('./vi.ts'),
  zh: () => import('./zh.ts'),
};

/**
 * Loads the texts of a language.
 *
 * @param tag BCP 47; the base language counts.
 * @returns Null where the language has no file.
 */
export async function loadTexts(tag: string): Promise<Texts | null> {
  const language = tag.split('-')[0] ?? '';
  const load = FILES[language];
  return load ? (await loadChunk(`texts-${language}`, load)).texts : null;
}
