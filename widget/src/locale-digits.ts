/** Every decimal digit of Unicode: Arabic-Indic, Devanagari, full-width and so on. */
const DIGIT = /\p{Nd}/u;

/**
 * Writes the digits of any script as `0` to `9`; all else stays as it is.
 *
 * @see https://www.unicode.org/policies/stability_policy.html (digits of a script stand in a row of ten, zero first)
 */
export function asciiDigits(text: string): string {
  return text.replace(/\p{Nd}/gu, (digit) => String(digitValue(digit)));
}

/** How many digits stand before it in its row; rows may follow each other directly. */
function digitValue(digit: string): number {
  let point = digit.codePointAt(0) ?? 0;
  let before = 0;
  while (DIGIT.test(String.fromCodePoint(--point))) before++;
  return before % 10;
}
