import { asciiDigits } from './locale-digits.ts';
import { parseAmount } from './money.ts';

/** What may be paid, both ends included: decimal strings with exactly the currency's decimals. */
export interface AmountLimits {
  readonly min: string;
  readonly max: string;
}

/** More would be a list to read, not a choice at a glance. */
const MOST_SUGGESTIONS = 6;

/** Marks of direction: they come with what is pasted from a text. */
const UNSEEN = /\p{Cf}/gu;

/** Decimal separators of other keyboards: Arabic, full-width. The comma is `parseAmount`'s. */
const SEPARATORS = /[٫،．，]/g;

/**
 * Reads what a person has typed: `25`, `25,50`, `$25`, `٢٥٫٥`. What could be read in two ways, such as `1,000`, is refused
 * and not guessed.
 *
 * @param currency ISO 4217 code, or `SATS`.
 * @param sign Sign of the currency that stands beside the input, and may be typed too. Another one is refused.
 * @returns Decimal string with exactly the currency's decimals; null where it is no amount, or none within the limits.
 */
export function typedAmount(
  text: string,
  currency: string,
  sign: string,
  limits: AmountLimits,
): string | null {
  const plain = asciiDigits(text.replace(UNSEEN, '').replace(sign, '')).replace(SEPARATORS, '.');
  const amount = parseAmount(plain, currency);
  return amount !== null && isWithin(amount, limits) ? amount : null;
}

/**
 * Reads the amounts that are offered to choose from.
 *
 * @param suggestions As the page's owner wrote them, decimal strings.
 * @param currency ISO 4217 code, or `SATS`.
 * @returns Decimal strings with exactly the currency's decimals, in the owner's order, each once, at most six; what is no
 *   amount, or could not be paid, is left out.
 */
export function suggestedAmounts(
  suggestions: readonly string[],
  currency: string,
  limits: AmountLimits,
): readonly string[] {
  const amounts = suggestions.map((text) => parseAmount(text, currency));
  const payable = amounts.filter((amount) => amount !== null && isWithin(amount, limits));
  return [...new Set(payable as string[])].slice(0, MOST_SUGGESTIONS); // null was filtered out
}

/**
 * The limits of the notation itself, where no others are known: the smallest unit, and twelve digits.
 *
 * @param currency ISO 4217 code, or `SATS`.
 */
export function widestLimits(currency: string): AmountLimits {
  const one = parseAmount('1', currency) ?? '1'; // never null: 1 is an amount of every currency
  const min = `${one.slice(0, -1).replace('1', '0')}1`;
  return { min, max: one.replace('1', '9'.repeat(12)) };
}

/** All three have the same decimals, so that without the point they are whole numbers of the same unit. */
function isWithin(amount: string, { min, max }: AmountLimits): boolean {
  return minor(min) <= minor(amount) && minor(amount) <= minor(max);
}

const minor = (amount: string): bigint => BigInt(amount.replace('.', ''));
