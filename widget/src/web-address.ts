import { attempt } from './attempt.ts';

/**
 * Reads an address that a page's owner has written.
 *
 * @param attribute Relative or absolute; null, empty or blank for none.
 * @param base Absolute address that a relative one starts from.
 * @param protocols Those that are allowed, as `URL` writes them: `https:`. Tabs and line breaks inside, by which a
 *   filter of texts is passed (`java\nscript:`), are gone by then.
 */
export function webAddress(attribute: string | null, base: string, protocols: readonly string[]): URL | null {
  const url = attribute?.trim() ? attempt(() => new URL(attribute, base)) : undefined;
  return url && protocols.includes(url.protocol) ? url : null;
}
