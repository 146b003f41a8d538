/**
 * Fills the placeholders of a text.
 *
 * @param text With `{name}` placeholders; one without a value stays as it is.
 */
export function fill(text: string, values: Readonly<Record<string, string>>): string {
  return text.replace(/\{(\w+)\}/g, (whole, name: string) => values[name] ?? whole);
}

/**
 * Chooses the language of texts and numbers. There is English so far: numbers follow the wanted tag only where it is
 * English too, so that words and figures are of one language.
 *
 * @param wanted BCP 47 tag, or empty for the page's, then the browser's.
 * @param page Tags to fall back to, in order.
 * @returns BCP 47 tag.
 */
export function chooseLocale(wanted: string, page: readonly (string | undefined)[]): string {
  const tag = [wanted, ...page].find((candidate) => candidate) ?? 'en';
  return /^en\b/i.test(tag) ? tag : 'en';
}
