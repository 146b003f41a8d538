import { secp256k1 } from '@noble/curves/secp256k1.js';
import { sha256 } from '@noble/hashes/sha2.js';
import { bech32 } from '@scure/base';

/** What a BOLT11 invoice says; the encoder adds final CLTV 18 and the feature bits of the recorded ones. */
export interface Bolt11Fields {
  /** Human-readable prefix of the network: `bcrt` is regtest, `bc` is mainnet. */
  readonly prefix: 'bcrt' | 'bc';
  /** Millisatoshi; `null` leaves the amount to the payer. */
  readonly amountMsat: bigint | null;
  /** Unix seconds. */
  readonly timestamp: number;
  /** Seconds after `timestamp` at which the invoice ends. */
  readonly expirySeconds: number;
  readonly description: string;
  /** 32 bytes each. */
  readonly paymentHash: Uint8Array;
  readonly paymentSecret: Uint8Array;
}

/** Most bytes that a description holds: a tagged field has at most 1023 groups of 5 bits. */
export const MAX_DESCRIPTION_BYTES = 639;

const CHARSET = 'qpzry9x8gf2tvdw0s3jn54khce6mua7l';
const MIN_FINAL_CLTV = 18;
/** Bits 8 and 14 required (onion, payment secret), 17 optional (multi-part): what Core Lightning sets. */
const FEATURES = (1 << 8) | (1 << 14) | (1 << 17);
/** Millisatoshi per unit of each multiplier, largest first; `p` is a tenth of a millisatoshi and handled apart. */
const MULTIPLIERS: readonly (readonly [string, bigint])[] = [
  ['', 100_000_000_000n],
  ['m', 100_000_000n],
  ['u', 100_000n],
  ['n', 100n],
];

/**
 * Encodes and signs a BOLT11 invoice, with tags in the order of the recorded ones: p, s, d, x, c, 9.
 *
 * @param secretKey The node's private key, 32 bytes.
 * @throws RangeError When the description is longer than 639 bytes of UTF-8.
 * @see https://github.com/lightning/bolts/blob/master/11-payment-encoding.md
 */
export function encodeBolt11(fields: Bolt11Fields, secretKey: Uint8Array): string {
  const description = new TextEncoder().encode(fields.description);
  if (description.length > MAX_DESCRIPTION_BYTES) throw new RangeError('Description is too long');
  const prefix = `ln${fields.prefix}${encodeAmount(fields.amountMsat)}`;
  const words = [
    ...integerToWords(fields.timestamp, 7),
    ...tag('p', bech32.toWords(fields.paymentHash)),
    ...tag('s', bech32.toWords(fields.paymentSecret)),
    ...tag('d', bech32.toWords(description)),
    ...tag('x', integerToWords(fields.expirySeconds)),
    ...tag('c', integerToWords(MIN_FINAL_CLTV)),
    ...tag('9', integerToWords(FEATURES)),
  ];
  return bech32.encode(prefix, [...words, ...bech32.toWords(sign(prefix, words, secretKey))], false);
}

function encodeAmount(amountMsat: bigint | null): string {
  if (amountMsat === null) return '';
  const exact = MULTIPLIERS.find(([, msat]) => amountMsat % msat === 0n);
  return exact ? `${amountMsat / exact[1]}${exact[0]}` : `${amountMsat * 10n}p`;
}

function sign(prefix: string, words: readonly number[], secretKey: Uint8Array): Uint8Array {
  const message = concat(new TextEncoder().encode(prefix), wordsToPaddedBytes(words));
  const signed = secp256k1.sign(sha256(message), secretKey, { prehash: false, format: 'recovered' });
  // noble puts the recovery id first, BOLT11 wants it last.
  return concat(signed.subarray(1), signed.subarray(0, 1));
}

function tag(name: string, words: readonly number[]): number[] {
  return [CHARSET.indexOf(name), words.length >> 5, words.length & 31, ...words];
}

function integerToWords(value: number, length?: number): number[] {
  const words: number[] = [];
  for (let rest = value; rest > 0; rest = Math.floor(rest / 32)) words.unshift(rest % 32);
  while (words.length < (length ?? 1)) words.unshift(0);
  return words;
}

/** The signed message is padded with zero bits to whole bytes, so bech32's strict `fromWords` does not do. */
function wordsToPaddedBytes(words: readonly number[]): Uint8Array {
  const bytes = new Uint8Array(Math.ceil((words.length * 5) / 8));
  for (const [index, word] of words.entries()) {
    const bit = index * 5;
    const shifted = word << (11 - (bit & 7));
    const at = bit >> 3;
    bytes[at] = (bytes[at] ?? 0) | (shifted >> 8);
    if (at + 1 < bytes.length) bytes[at + 1] = (bytes[at + 1] ?? 0) | (shifted & 255);
  }
  return bytes;
}

function concat(a: Uint8Array, b: Uint8Array): Uint8Array {
  const joined = new Uint8Array(a.length + b.length);
  joined.set(a);
  joined.set(b, a.length);
  return joined;
}
