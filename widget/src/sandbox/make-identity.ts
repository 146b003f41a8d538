import type { RandomBytes } from './random-bytes.ts';

/** Crockford's base 32: no I, L, O, U. https://www.crockford.com/base32.html */
const ALPHABET = '0123456789ABCDEFGHJKMNPQRSTVWXYZ';

/** By what a payment is known. */
export interface Identity {
  /** `pay_` and 128 random bits, as the server makes it. */
  readonly id: string;
  /** `LP-XXXX-XXXX`. */
  readonly reference: string;
  /** `<id>_secret_` and 43 characters of base64url. Random: there is no key in a page. */
  readonly clientSecret: string;
}

/** Makes the names of a new payment, of the server's shapes. */
export function makeIdentity(randomBytes: RandomBytes): Identity {
  const id = `pay_${base64url(randomBytes(16))}`;
  const letters = Array.from(randomBytes(8), (byte) => ALPHABET[byte % 32]).join('');
  return {
    id,
    reference: `LP-${letters.slice(0, 4)}-${letters.slice(4)}`,
    clientSecret: `${id}_secret_${base64url(randomBytes(32))}`,
  };
}

function base64url(bytes: Uint8Array): string {
  return btoa(String.fromCharCode(...bytes))
    .replace(/\+/g, '-')
    .replace(/\//g, '_')
    .replace(/=/g, '');
}
