import { TOKENS } from './tokens.js';

/**
 * @typedef {{
 *   attributes: ReadonlyMap<string, string>, tokens: ReadonlyMap<string, string>, phase: string,
 *   refused: ReadonlySet<string>,
 * }} Settings `attributes` and `tokens` by name, as they are written; `refused`: fields whose value is none
 */

/** What the element does by itself needs no attribute. In the order in which they are written. */
const DEFAULTS = Object.entries({
  amount: '',
  label: '',
  theme: 'auto',
  accent: '',
  radius: '12',
  size: 'medium',
  display: 'modal',
  lang: '',
});

/** Names of the attributes that a setting can have. */
export const ATTRIBUTES = DEFAULTS.map(([name]) => name);

/** Words that take the value from elsewhere: no value of their own. */
const ELSEWHERE = /^(inherit|initial|unset|revert.*|.*var\(.*)$/i;

/** As the server reads an amount. */
const AMOUNT = /^(0|[1-9]\d{0,11})(\.\d+)?$/;

/**
 * Reads what is chosen.
 *
 * @param {(name: string) => string} read A field's value, by its name.
 * @param {(property: string, value: string) => boolean} supports `CSS.supports` of the page.
 * @returns {Settings}
 */
export function readSettings(read, supports) {
  /** @type {Map<string, string>} */
  const attributes = new Map();
  /** @type {Map<string, string>} */
  const tokens = new Map();
  /** @type {Set<string>} */
  const refused = new Set();
  /** @type {(property: string, value: string) => boolean} */
  const isValue = (property, value) => !ELSEWHERE.test(value) && supports(property, value);

  for (const [name, usual] of DEFAULTS) {
    const value = read(name).trim();
    if (value === usual) continue;
    const isGood = name === 'accent' ? isValue('color', value) : name !== 'amount' || AMOUNT.test(value);
    if (isGood) attributes.set(name, value);
    else refused.add(name);
  }
  for (const { name, property } of TOKENS) {
    const value = read(name).trim();
    if (value === '') continue;
    if (isValue(property, value)) tokens.set(name, value);
    else refused.add(name);
  }
  return { attributes, tokens, phase: read('phase'), refused };
}
