import type { Random } from './ports.ts';

/** Crockford's base 32: no I, L, O, U. https://www.crockford.com/base32.html */
const ALPHABET = '0123456789ABCDEFGHJKMNPQRSTVWXYZ';

/**
 * Makes a payment's reference, which people read aloud.
 *
 * @returns `LP-XXXX-XXXX`: 40 random bits. The ledger refuses a second one, so it is unique.
 */
export function makeReference(random: Random): string {
  const letters = Array.from(random.bytes(8), (byte) => ALPHABET[byte % 32]).join('');
  return `LP-${letters.slice(0, 4)}-${letters.slice(4)}`;
}

/**
 * Makes a payment's id.
 *
 * @returns `pay_` and 128 random bits in base64url, 26 characters.
 */
export function makePaymentId(random: Random): string {
  return `pay_${randomText(random)}`;
}

/**
 * Makes a refund's id.
 *
 * @returns `rfd_` and 128 random bits in base64url, 26 characters.
 */
export function makeRefundId(random: Random): string {
  return `rfd_${randomText(random)}`;
}

/**
 * Makes a text that nobody guesses.
 *
 * @returns 128 random bits in base64url, 22 characters.
 */
export function randomText(random: Random): string {
  const binary = String.fromCharCode(...random.bytes(16));
  return btoa(binary).replaceAll('+', '-').replaceAll('/', '_').replace(/=+$/, '');
}
