import { bech32 } from '@scure/base';
import { PaymentError } from '../payments/errors.ts';
import type { Network, PaymentRequest } from '../payments/invoice.ts';

const PREFIX = /^ln(bcrt|bc|tbs|tb)(?:([1-9]\d{0,17})([munp]?))?$/;

const NETWORKS: ReadonlyMap<string, Network> = new Map([
  ['bc', 'mainnet'],
  ['tb', 'testnet'],
  ['tbs', 'signet'],
  ['bcrt', 'regtest'],
]);

/** Tenths of a millisatoshi that one unit is worth: the multiplier `p` is finer than Lightning can pay. */
const TENTHS_OF_MSAT: ReadonlyMap<string, bigint> = new Map([
  ['', 1_000_000_000_000n],
  ['m', 1_000_000_000n],
  ['u', 1_000_000n],
  ['n', 1_000n],
  ['p', 1n],
]);

const TIMESTAMP_WORDS = 7;
const SIGNATURE_WORDS = 104;
const PAYMENT_HASH = { type: 1, words: 52 };
const EXPIRY_TYPE = 6;
const DESCRIPTION_TYPE = 13;
const DEFAULT_EXPIRY_SECONDS = 3_600;

interface TaggedField {
  readonly type: number;
  readonly words: readonly number[];
}

/**
 * Decodes a BOLT11 and verifies its checksum. The signature is not checked: what BTCPay's own node signed is its
 * business, and a page that names a `node-id` checks it there.
 *
 * @param text BOLT11, all lower or all upper case, without `lightning:`.
 * @returns Amount in millisatoshis, null when the payer chooses; end in Unix ms.
 * @throws PaymentError `gateway_bad_answer` for anything else.
 * @see https://github.com/lightning/bolts/blob/master/11-payment-encoding.md
 */
export function decodeBolt11(text: string): PaymentRequest {
  const { prefix, words } = decodeBech32(text);
  const [, currency = '', digits, multiplier = ''] = PREFIX.exec(prefix) ?? [];
  const network = NETWORKS.get(currency);
  if (network === undefined) throw refused('unknown network or amount');
  if (words.length < TIMESTAMP_WORDS + SIGNATURE_WORDS) throw refused('too short');

  const fields = readFields(words.slice(TIMESTAMP_WORDS, -SIGNATURE_WORDS));
  const hash = fields.find(
    ({ type, words }) => type === PAYMENT_HASH.type && words.length === PAYMENT_HASH.words,
  );
  if (hash === undefined) throw refused('no payment hash');
  const expiry = fields.find(({ type }) => type === EXPIRY_TYPE);
  const expirySeconds = expiry === undefined ? DEFAULT_EXPIRY_SECONDS : readNumber(expiry.words);
  const expiresAtMs = (readNumber(words.slice(0, TIMESTAMP_WORDS)) + expirySeconds) * 1_000;
  if (!Number.isSafeInteger(expiresAtMs)) throw refused('expiry out of range');

  return {
    bolt11: text.toLowerCase(),
    network,
    amountMsat: digits === undefined ? null : readAmount(digits, multiplier),
    paymentHash: readHash(hash.words),
    expiresAtMs,
  };
}

/**
 * Reads the description that a payer's wallet shows.
 *
 * @param text As for `decodeBolt11`.
 * @returns Null where there is none, or only its hash.
 * @throws PaymentError `gateway_bad_answer` as `decodeBolt11`.
 */
export function bolt11Description(text: string): string | null {
  const { words } = decodeBech32(text);
  const fields = readFields(words.slice(TIMESTAMP_WORDS, -SIGNATURE_WORDS));
  const description = fields.find(({ type }) => type === DESCRIPTION_TYPE);
  const bytes = description && bech32.fromWordsUnsafe([...description.words]);
  return bytes ? new TextDecoder().decode(bytes) : null;
}

function decodeBech32(text: string): { prefix: string; words: number[] } {
  // BOLT 11 lifts bech32's limit of 90 characters.
  const decoded = bech32.decodeUnsafe(text, false);
  if (!decoded) throw refused('not bech32, or a wrong checksum');
  return decoded;
}

function readAmount(digits: string, multiplier: string): bigint {
  const tenths = BigInt(digits) * (TENTHS_OF_MSAT.get(multiplier) ?? 0n);
  if (tenths % 10n !== 0n) throw refused('amount finer than a millisatoshi');
  return tenths / 10n;
}

function readFields(words: readonly number[]): TaggedField[] {
  const fields: TaggedField[] = [];
  for (let at = 0; at < words.length; ) {
    const [type, high, low] = words.slice(at, at + 3);
    if (type === undefined || high === undefined || low === undefined) throw refused('cut field');
    const end = at + 3 + high * 32 + low;
    if (end > words.length) throw refused('cut field');
    fields.push({ type, words: words.slice(at + 3, end) });
    at = end;
  }
  return fields;
}

/** Big-endian; beyond 2 ** 53 it is inexact, and then the end of the invoice is out of range anyway. */
function readNumber(words: readonly number[]): number {
  return words.reduce((value, word) => value * 32 + word, 0);
}

function readHash(words: readonly number[]): string {
  const bytes = bech32.fromWordsUnsafe([...words]);
  if (!bytes) throw refused('payment hash with bits left over');
  return Buffer.from(bytes).toString('hex');
}

function refused(why: string): PaymentError {
  return new PaymentError('gateway_bad_answer', { cause: new Error(`BOLT11 refused: ${why}`) });
}
