/**
 * Whether text from outside can be stored and shown: any Unicode, but no control characters and no half of a surrogate
 * pair.
 */
export function isPlainText(text: string): boolean {
  return !/\p{Cc}/u.test(text) && text.isWellFormed();
}

/** Length in characters, which are code points. */
export function characters(text: string): number {
  return [...text].length;
}
