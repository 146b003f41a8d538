import { loadChunk } from '../lazy-chunk.ts';
import type { Texts } from './en.ts';

type Language = { readonly texts: Texts };

/** The files of the languages; English is in the checkout itself. */
const FILES: Readonly<Record<string, () => Promise<Language>>> = {};

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
