/**
 * Writes a span of whole minutes for people: `5 minutes`, in the plural forms of the language.
 *
 * @param tag BCP 47 tag.
 */
export function minutes(count: number, tag: string): string {
  return new Intl.NumberFormat(tag, { style: 'unit', unit: 'minute', unitDisplay: 'long' }).format(count);
}
