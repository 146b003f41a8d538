import { sha256 } from '@noble/hashes/sha2.js';
import { recoverPublicKey } from '@noble/secp256k1';
import { CHARSET, CHECKSUM_WORDS } from './bech32.ts';
import { decodeBolt11 } from './bolt11.ts';

const TIMESTAMP_WORDS = 7;
/** r and s, 32 bytes each, and the recovery id. */
const SIGNATURE_WORDS = 104;
const RECOVERY_AT = 64;
const TAG_NODE_ID = 19; // n
/** 33 bytes. A field `n` of another length is to be skipped. */
const NODE_ID_WORDS = 53;
const NODE_ID_BYTES = 33;

/**
 * Says whether an invoice is signed by a node: its key is recovered from the signature. Where the invoice names its node
 * itself (field `n`), that has to be the same one.
 *
 * @param bolt11 Payment request, all lower or all upper case, without `lightning:`.
 * @param nodeId Compressed public key: 66 hex digits.
 * @returns False for any text that is not a BOLT11 with a good checksum, or not such a key; it never throws. The `s` of a
 *   signature may be the high one of its two values: who recovers the key is not asked to refuse it, and wallets pay.
 * @see https://github.com/lightning/bolts/blob/master/11-payment-encoding.md
 */
export function isSignedBy(bolt11: string, nodeId: string): boolean {
  try {
    decodeBolt11(bolt11);
    const invoice = split(bolt11);
    const wanted = nodeId.toLowerCase();
    return [recoverSigner(invoice), ...namedNodes(invoice)].every((signer) => signer === wanted);
  } catch {
    // Not an invoice, or a signature that no key makes.
    return false;
  }
}

interface SignedWords {
  readonly prefix: string;
  /** Words that are signed, after the prefix. */
  readonly signed: readonly number[];
  /** r, s and recovery id: 65 bytes. */
  readonly signature: readonly number[];
}

/** Splits a payment request that was decoded before. */
function split(bolt11: string): SignedWords {
  const lower = bolt11.toLowerCase();
  const separator = lower.lastIndexOf('1');
  const words = Array.from(lower.slice(separator + 1, -CHECKSUM_WORDS), (character) =>
    CHARSET.indexOf(character),
  );
  return {
    prefix: lower.slice(0, separator),
    signed: words.slice(0, -SIGNATURE_WORDS),
    signature: toBytes(words.slice(-SIGNATURE_WORDS)),
  };
}

function recoverSigner({ prefix, signed, signature }: SignedWords): string {
  const message = Uint8Array.from([...new TextEncoder().encode(prefix), ...toBytes(signed)]);
  // BOLT11 has the recovery id last, the library first.
  const recovered = Uint8Array.from([...signature.slice(RECOVERY_AT), ...signature.slice(0, RECOVERY_AT)]);
  return toHex(recoverPublicKey(recovered, sha256(message), { prehash: false }));
}

/** Nodes that the invoice's fields `n` name. */
function namedNodes({ signed }: SignedWords): string[] {
  const nodes: string[] = [];
  for (let at = TIMESTAMP_WORDS; at < signed.length; ) {
    const [tag, high = 0, low = 0] = signed.slice(at, at + 3);
    const length = high * 32 + low;
    const start = at + 3;
    at = start + length;
    if (tag === TAG_NODE_ID && length === NODE_ID_WORDS)
      nodes.push(toHex(toBytes(signed.slice(start, at)).slice(0, NODE_ID_BYTES)));
  }
  return nodes;
}

/** Words of five bits as bytes; the last byte is filled up with zeros, as the signed message has it. */
function toBytes(words: readonly number[]): number[] {
  const bytes: number[] = [];
  let held = 0;
  let bits = 0;
  for (const word of words) {
    held = ((held & 0xff) << 5) | word;
    bits += 5;
    if (bits < 8) continue;
    bits -= 8;
    bytes.push((held >> bits) & 0xff);
  }
  if (bits > 0) bytes.push((held << (8 - bits)) & 0xff);
  return bytes;
}

const toHex = (bytes: Iterable<number>): string =>
  Array.from(bytes, (byte) => byte.toString(16).padStart(2, '0')).join('');
