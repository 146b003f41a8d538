/**
 * Marks a text as a style sheet, for editors and for the build, which takes its white space out. Plain text, not
 * Lit's `css`: the checkout chunk imports nothing from the entry.
 */
export const css = String.raw;
