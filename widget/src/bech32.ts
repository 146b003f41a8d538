/** The character of each word of five bits, by its value. */
export const CHARSET = 'qpzry9x8gf2tvdw0s3jn54khce6mua7l';

/** Words that a checksum has. */
export const CHECKSUM_WORDS = 6;

const GENERATOR = [0x3b6a57b2, 0x26508e6d, 0x1ea119fa, 0x3d4233dd, 0x2a1462b3] as const;

/**
 * Checksum of BIP 173 over a prefix and words, 30 bits. It is 1 for a valid text; over words that end in six zeros it is,
 * but for its last bit, what has to stand in their place.
 *
 * @param prefix Human-readable part, lower case.
 * @param words From 0 to 31 each.
 * @see https://github.com/bitcoin/bips/blob/master/bip-0173.mediawiki
 */
export function bech32Checksum(prefix: string, words: readonly number[]): number {
  const codes = Array.from(prefix, (character) => character.charCodeAt(0));
  let sum = 1;
  for (const word of [...codes.map((code) => code >> 5), 0, ...codes.map((code) => code & 31), ...words]) {
    const top = sum >> 25;
    sum = ((sum & 0x1ffffff) << 5) ^ word;
    GENERATOR.forEach((generator, bit) => {
      if ((top >> bit) & 1) sum ^= generator;
    });
  }
  return sum;
}
