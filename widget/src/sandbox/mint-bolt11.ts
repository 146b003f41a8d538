import { bech32Checksum, CHARSET } from '../bech32.ts';
import type { RandomBytes } from './random-bytes.ts';

/** What an invoice of the sandbox says. */
export interface MintOptions {
  /** Whole satoshis, more than zero. */
  readonly amountSats: number;
  /** Seconds since 1970. */
  readonly timestamp: number;
  /** Seconds after `timestamp` at which it ends. */
  readonly expirySeconds: number;
  /** At most 639 bytes of UTF-8. */
  readonly description: string;
  readonly randomBytes: RandomBytes;
}

/** Regtest: no wallet that holds money pays it. */
const PREFIX = 'lnbcrt';
const TIMESTAMP_WORDS = 7;
const HASH_BYTES = 32;
/**
 * First half of every signature: x of secp256k1's base point. A random number would be no point of the curve in every
 * second invoice, and what recovers the signer, as many a decoder does, would fail there.
 *
 * @see https://www.secg.org/sec2-v2.pdf (2.4.1)
 */
const SIGNATURE_R = '79be667ef9dcbbac55a06295ce870b07029bfcdb2dce28d959f2815b16f81798';
const MIN_FINAL_CLTV = 18;
/** Bits 8 and 14 (onion, payment secret: required) and 17 (multi-part): what Core Lightning sets. */
const FEATURES = (1 << 8) | (1 << 14) | (1 << 17);
/** Satoshis of each multiplier, largest first. Below them a satoshi is ten nano-bitcoins. */
const MULTIPLIERS = [
  [100_000_000n, ''],
  [100_000n, 'm'],
  [100n, 'u'],
] as const;

/**
 * Writes a BOLT11 payment request for regtest, with the fields of a real one: payment hash, payment secret, description,
 * expiry, final CLTV, features. Hash, secret and signature are random: it can be read, drawn and checked like any other,
 * but no node has signed it, and nobody can pay it.
 *
 * @returns Lower case.
 * @see https://github.com/lightning/bolts/blob/master/11-payment-encoding.md
 */
export function mintBolt11(options: MintOptions): string {
  const { amountSats, timestamp, expirySeconds, description, randomBytes } = options;
  const prefix = PREFIX + encodeAmount(BigInt(amountSats));
  const words = [
    ...numberWords(timestamp, TIMESTAMP_WORDS),
    ...field('p', bytesWords(randomBytes(HASH_BYTES))),
    ...field('s', bytesWords(randomBytes(HASH_BYTES))),
    ...field('d', bytesWords(new TextEncoder().encode(description))),
    ...field('x', numberWords(expirySeconds)),
    ...field('c', numberWords(MIN_FINAL_CLTV)),
    ...field('9', numberWords(FEATURES)),
    ...bytesWords(makeSignature(randomBytes)),
  ];
  const sum = bech32Checksum(prefix, [...words, 0, 0, 0, 0, 0, 0]) ^ 1;
  const checksum = [25, 20, 15, 10, 5, 0].map((shift) => (sum >> shift) & 31);
  return `${prefix}1${[...words, ...checksum].map((word) => CHARSET[word]).join('')}`;
}

/** r, s and the recovery id: 65 bytes. */
function makeSignature(randomBytes: RandomBytes): Uint8Array {
  const r = SIGNATURE_R.match(/../g)?.map((byte) => Number.parseInt(byte, 16)) ?? [];
  const [first = 0, ...rest] = randomBytes(HASH_BYTES);
  // Below the half of the curve's order, as every wallet has it.
  return Uint8Array.of(...r, first & 0x3f, ...rest, 0);
}

/** The shortest form: digits and a multiplier. */
function encodeAmount(amountSats: bigint): string {
  const exact = MULTIPLIERS.find(([satsEach]) => amountSats % satsEach === 0n);
  return exact ? `${amountSats / exact[0]}${exact[1]}` : `${amountSats * 10n}n`;
}

function field(name: string, words: readonly number[]): number[] {
  return [CHARSET.indexOf(name), words.length >> 5, words.length & 31, ...words];
}

function numberWords(value: number, count = 1): number[] {
  const words: number[] = [];
  for (let rest = value; rest > 0; rest = Math.floor(rest / 32)) words.unshift(rest % 32);
  while (words.length < count) words.unshift(0);
  return words;
}

/** Eight bits a byte to five a word; the last word is filled up with zeros. */
function bytesWords(bytes: Uint8Array): number[] {
  const words: number[] = [];
  let held = 0;
  let bits = 0;
  for (const byte of bytes) {
    held = ((held & 31) << 8) | byte;
    bits += 8;
    for (; bits >= 5; bits -= 5) words.push((held >> (bits - 5)) & 31);
  }
  if (bits > 0) words.push((held << (5 - bits)) & 31);
  return words;
}
