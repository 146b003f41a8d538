import { bech32Checksum, CHARSET } from './bech32.ts';
import { CheckoutError } from './errors.ts';
import type { Payment, PaymentInvoice } from './payment.ts';

/** What a BOLT11 payment request says, as far as a page checks it. */
export interface Bolt11 {
  readonly network: Payment['network'];
  /** Millisatoshis; null where the payer chooses. */
  readonly amountMsat: bigint | null;
  /** Milliseconds since 1970: creation plus expiry (3600 s where not given). */
  readonly expiresAtMs: number;
}

const NETWORKS = { bc: 'mainnet', tb: 'testnet', tbs: 'signet', bcrt: 'regtest' } as const;

/** Picobitcoins in one unit of each multiplier. */
const PICOBITCOINS = { '': 10n ** 12n, m: 10n ** 9n, u: 10n ** 6n, n: 10n ** 3n, p: 1n } as const;
const PICOBITCOINS_PER_MSAT = 10n;

const TIMESTAMP_WORDS = 7;
const SIGNATURE_AND_CHECKSUM_WORDS = 104 + 6;
const TAG_EXPIRY = 6; // x
const DEFAULT_EXPIRY = [3, 16, 16]; // 3 x 1024 + 16 x 32 + 16 = 3600 s

/**
 * Decodes a BOLT11 payment request and verifies its checksum, not its signature.
 *
 * @param text Payment request, all lower or all upper case, without `lightning:`.
 * @throws CheckoutError `bad_answer` when it is not one: checksum, network, amount or fields.
 * @see https://github.com/lightning/bolts/blob/master/11-payment-encoding.md
 */
export function decodeBolt11(text: string): Bolt11 {
  const lower = text.toLowerCase();
  const separator = lower.lastIndexOf('1');
  const prefix = lower.slice(0, separator);
  const words = Array.from(lower.slice(separator + 1), (character) => CHARSET.indexOf(character));
  const [, network, digits, multiplier] =
    /^ln(bcrt|bc|tbs|tb)(?:([1-9]\d{0,17})([munp]?))?$/.exec(prefix) ?? [];
  const picobitcoins = BigInt(digits ?? 0) * PICOBITCOINS[(multiplier ?? '') as keyof typeof PICOBITCOINS]; // by the pattern
  const expiry = findExpiry(words.slice(TIMESTAMP_WORDS, -SIGNATURE_AND_CHECKSUM_WORDS));
  const ok =
    network !== undefined &&
    picobitcoins % PICOBITCOINS_PER_MSAT === 0n &&
    (text === lower || text === text.toUpperCase()) &&
    words.length >= TIMESTAMP_WORDS + SIGNATURE_AND_CHECKSUM_WORDS &&
    expiry !== null &&
    !words.includes(-1) &&
    bech32Checksum(prefix, words) === 1;
  if (!ok) throw new CheckoutError('bad_answer');
  return {
    network: NETWORKS[network as keyof typeof NETWORKS], // one of the four by the pattern
    amountMsat: digits === undefined ? null : picobitcoins / PICOBITCOINS_PER_MSAT,
    expiresAtMs: (toNumber(words.slice(0, TIMESTAMP_WORDS)) + toNumber(expiry)) * 1000,
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

/** Walks the tagged fields to the first expiry; null where a field is cut off. */
function findExpiry(words: readonly number[]): readonly number[] | null {
  let expiry: readonly number[] | undefined;
  let at = 0;
  while (at < words.length) {
    const [tag, high = 0, low = words.length] = words.slice(at, at + 3);
    const start = at + 3;
    at = start + high * 32 + low;
    if (tag === TAG_EXPIRY) expiry ??= words.slice(start, at);
  }
  return at === words.length ? (expiry ?? DEFAULT_EXPIRY) : null;
}

function toNumber(words: readonly number[]): number {
  return words.reduce((sum, word) => sum * 32 + word, 0);
}
