/**
 * @typedef {{ name: string, words: string, property: string, light: string, dark: string }} Token `property`: what its
 *   value has to be good for; `light`, `dark`: what it is where the page does not set it
 */

/** @type {(name: string, words: string, light: string, dark: string, property?: string) => Token} */
const token = (name, words, light, dark, property = 'color') => ({
  name: `--lp-${name}`,
  words,
  property,
  light,
  dark,
});

/**
 * What a page may set of the checkout beside accent and radius, which are attributes.
 *
 * @type {readonly Token[]}
 */
export const TOKENS = [
  token('surface', 'Surface', '#ffffff', '#17191e'),
  token('wash', 'Wash', '#f4f5f7', '#20232a'),
  token('line', 'Line', '#e4e7eb', '#2b2f37'),
  token('ink', 'Ink', '#14161a', '#f3f5f8'),
  token('muted', 'Muted', '#5b626e', '#a3aab6'),
  token('success', 'Success', '#0b7f4b', '#3ecf8e'),
  token('danger', 'Danger', '#b3261e', '#ff8a80'),
  token('notice', 'Notice', '#9a5b00', '#ffc35c'),
  token('bolt', 'Bolt', '#ffb224', '#b86e00'),
  token('backdrop', 'Backdrop', 'rgb(10 12 16 / 0.48)', 'rgb(10 12 16 / 0.48)'),
  token('font', 'Font', 'system-ui', 'system-ui', 'font-family'),
];

/** Base languages that the checkout speaks. */
export const LANGUAGES = [
  ...['ar', 'cs', 'de', 'en', 'es', 'fr', 'he', 'hi', 'id', 'it'],
  ...['ja', 'ko', 'nl', 'pl', 'pt', 'ru', 'tr', 'uk', 'vi', 'zh'],
];
