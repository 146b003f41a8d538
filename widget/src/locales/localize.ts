/**
 * Fills the placeholders of a text.
 *
 * @param text With `{name}` placeholders; one without a value stays as it is.
 */
export function fill(text: string, values: Readonly<Record<string, string>>): string {
  return text.replace(/\{(\w+)\}/g, (whole, name: string) => values[name] ?? whole);
}
