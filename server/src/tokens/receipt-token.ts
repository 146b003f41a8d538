import { createPublicKey, type KeyObject } from 'node:crypto';
import { calculateJwkThumbprint, SignJWT } from 'jose';
import type { Payment } from '../payments/payment.ts';
import { type ReceiptKey, type Receipts, receiptClaims } from '../payments/signed-receipt.ts';

/** What the receipts stand on. */
export interface ReceiptTokenDeps {
  /** RECEIPT_SIGNING_KEY: private Ed25519 keys, none, one or two, the newest first: it signs, both verify. */
  readonly keys: readonly KeyObject[];
  /** Origin of PUBLIC_URL. */
  readonly issuer: string;
}

/** Receipts that are kept, about 700 bytes each: a settled payment is shown to its page, its shop and its lists at once. */
const MOST_KEPT = 1_000;

/**
 * Builds receipts: JWT, EdDSA, `typ` `receipt+jwt`, with the claims `iss sub aud iat` and those of `ReceiptClaims`. They
 * never expire: what was paid stays paid.
 *
 * @see https://www.rfc-editor.org/rfc/rfc8725 (best current practices: explicit type, issuer, audience)
 * @see https://www.rfc-editor.org/rfc/rfc8032 (Ed25519 signatures are deterministic)
 */
export function createReceiptTokens({ keys, issuer }: ReceiptTokenDeps): Receipts {
  const published = Promise.all(keys.map(publicKey));
  const [newest] = keys;
  const kept = new Map<string, Promise<string | null>>();

  async function sign(payment: Payment, key: KeyObject): Promise<string | null> {
    const claims = receiptClaims(payment);
    if (claims === null) return null;
    const [signer] = await published;
    return new SignJWT({ ...claims })
      .setProtectedHeader({ alg: 'EdDSA', typ: 'receipt+jwt', kid: signer?.kid ?? '' })
      .setIssuer(issuer)
      .setSubject(payment.id)
      .setAudience('receipt')
      .setIssuedAt(new Date(claims.settledAt))
      .sign(key);
  }

  return {
    async issue(payment) {
      if (newest === undefined || payment.status !== 'settled') return null;
      const state = `${payment.id} ${payment.version}`;
      const known = kept.get(state);
      if (known !== undefined) return known;
      const made = sign(payment, newest);
      kept.set(state, made);
      made.catch(() => kept.delete(state));
      const [oldest] = kept.keys();
      if (kept.size > MOST_KEPT && oldest !== undefined) kept.delete(oldest);
      return made;
    },
    publicKeys: () => published,
  };
}

async function publicKey(privateKey: KeyObject): Promise<ReceiptKey> {
  const { x } = createPublicKey(privateKey).export({ format: 'jwk' });
  if (x === undefined) throw new TypeError('an Ed25519 key is needed');
  const jwk = { kty: 'OKP', crv: 'Ed25519', x } as const;
  return { ...jwk, kid: await calculateJwkThumbprint(jwk), use: 'sig', alg: 'EdDSA' };
}
