import { CheckoutError } from './errors.ts';
import type { Payment, PaymentInvoice } from './payment.ts';

/** What a BOLT11 payment request says. */
export interface Bolt11 {
  readonly network: Payment['network'];
  /** Millisatoshis; null where the payer chooses. */
  readonly amountMsat: bigint | null;
  /** Milliseconds since 1970. */
  readonly createdAtMs: number;
  /** Milliseconds since 1970: creation plus expiry (3600 s where not given). */
  readonly expiresAtMs: number;
  /** 64 hex digits. */
  readonly paymentHash: string;
}

const CHARSET = 'qpzry9x8gf2tvdw0s3jn54khce6mua7l';
const CHECKSUM_GENERATOR = [0x3b6a57b2, 0x26508e6d, 0x1ea119fa, 0x3d4233dd, 0x2a1462b3] as const;
const NETWORKS = { bc: 'mainnet', tb: 'testnet', tbs: 'signet', bcrt: 'regtest' } as const;

/** Picobitcoins in one unit of each multiplier. */
const PICOBITCOINS = { '': 10n ** 12n, m: 10n ** 9n, u: 10n ** 6n, n: 10n ** 3n, p: 1n } as const;
const PICOBITCOINS_PER_MSAT = 10n;

const TIMESTAMP_WORDS = 7;
const SIGNATURE_WORDS = 104;
const CHECKSUM_WORDS = 6;
const TAG_PAYMENT_HASH = 1; // p
const TAG_EXPIRY = 6; // x
const PAYMENT_HASH_WORDS = 52;

/**
 * Decodes a BOLT11 payment request and verifies its checksum, not its signature.
 *
 * @param text Payment request, all lower or all upper case, without `lightning:`.
 * @throws CheckoutError `bad_answer` when it is not one: checksum, network, amount or payment hash.
 * @see https://github.com/lightning/bolts/blob/master/11-payment-encoding.md
 */
export function decodeBolt11(text: string): Bolt11 {
  const lower = text.toLowerCase();
  const separator = lower.lastIndexOf('1');
  const prefix = lower.slice(0, separator);
  const words = Array.from(lower.slice(separator + 1), (character) => CHARSET.indexOf(character));
  const [, network, digits, multiplier] =
    /^ln(bcrt|bc|tbs|tb)(?:([1-9]\d{0,17})([munp]?))?$/.exec(prefix) ?? [];
  const wellFormed =
    network !== undefined &&
    (text === lower || text === text.toUpperCase()) &&
    words.length >= TIMESTAMP_WORDS + SIGNATURE_WORDS + CHECKSUM_WORDS &&
    !words.includes(-1) &&
    checksum(prefix, words) === 1;
  if (!wellFormed) throw notAnInvoice();

  const tags = readTags(words.slice(TIMESTAMP_WORDS, -SIGNATURE_WORDS - CHECKSUM_WORDS));
  const hash = tags.get(TAG_PAYMENT_HASH);
  if (!hash) throw notAnInvoice();
  const createdAtMs = toNumber(words.slice(0, TIMESTAMP_WORDS)) * 1000;
  return {
    network: NETWORKS[network as keyof typeof NETWORKS], // one of the four by the pattern
    amountMsat: digits === undefined ? null : toMsat(digits, multiplier as keyof typeof PICOBITCOINS),
    createdAtMs,
    expiresAtMs: createdAtMs + toNumber(tags.get(TAG_EXPIRY) ?? [3, 16, 16]) * 1000, // 3 x 1024 + 16 x 32 + 16 = 3600
    paymentHash: toHex(hash),
  };
}

/**
 * Refuses an invoice whose BOLT11 is not what the payment says: another network, another amount than
 * `amountSats` x 1000 msat, or an end before `expiresAt`.
 *
 * @param decode {@link decodeBolt11}, or another that also knows the signer.
 * @throws CheckoutError `invoice_mismatch`, not retryable.
 */
export function checkInvoice(
  invoice: PaymentInvoice,
  network: Payment['network'],
  decode: (text: string) => Bolt11 = decodeBolt11,
): void {
  let matches = false;
  let cause: unknown;
  try {
    const decoded = decode(invoice.bolt11);
    matches =
      decoded.network === network &&
      decoded.amountMsat === BigInt(invoice.amountSats) * 1000n &&
      decoded.expiresAtMs >= Date.parse(invoice.expiresAt);
  } catch (error) {
    cause = error;
  }
  if (!matches) throw new CheckoutError('invoice_mismatch', { cause });
}

function notAnInvoice(): CheckoutError {
  return new CheckoutError('bad_answer', { message: 'not a BOLT11 payment request' });
}

function toMsat(digits: string, multiplier: keyof typeof PICOBITCOINS): bigint {
  const picobitcoins = BigInt(digits) * PICOBITCOINS[multiplier];
  if (picobitcoins % PICOBITCOINS_PER_MSAT !== 0n) throw notAnInvoice();
  return picobitcoins / PICOBITCOINS_PER_MSAT;
}

/** Checksum of BIP 173 over prefix and words; 1 for a valid text. */
function checksum(prefix: string, words: readonly number[]): number {
  const codes = Array.from(prefix, (character) => character.charCodeAt(0));
  let sum = 1;
  for (const word of [...codes.map((code) => code >> 5), 0, ...codes.map((code) => code & 31), ...words]) {
    const top = sum >> 25;
    sum = ((sum & 0x1ffffff) << 5) ^ word;
    CHECKSUM_GENERATOR.forEach((generator, bit) => {
      if ((top >> bit) & 1) sum ^= generator;
    });
  }
  return sum;
}

/** Tagged fields by type. The first of a type counts; a payment hash of a wrong length must be skipped. */
function readTags(words: readonly number[]): Map<number, readonly number[]> {
  const tags = new Map<number, readonly number[]>();
  for (let at = 0; at < words.length; ) {
    const [tag = 0, high = 0, low] = words.slice(at, at + 3);
    const length = high * 32 + (low ?? Number.NaN);
    at += 3 + length;
    if (!(at <= words.length)) throw notAnInvoice(); // also where the length itself is cut off
    if (!tags.has(tag) && (tag !== TAG_PAYMENT_HASH || length === PAYMENT_HASH_WORDS)) {
      tags.set(tag, words.slice(at - length, at));
    }
  }
  return tags;
}

function toNumber(words: readonly number[]): number {
  return words.reduce((sum, word) => sum * 32 + word, 0);
}

/** 52 words of 5 bits hold 32 bytes and 4 bits of padding. */
function toHex(words: readonly number[]): string {
  const bits = words.map((word) => word.toString(2).padStart(5, '0')).join('');
  return (bits.slice(0, 256).match(/..../g) ?? [])
    .map((nibble) => Number.parseInt(nibble, 2).toString(16))
    .join('');
}
