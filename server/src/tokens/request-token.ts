import { errors, type JWTPayload, jwtVerify, SignJWT } from 'jose';
import { z } from 'zod';
import { PaymentError } from '../payments/errors.ts';
import { characters, isPlainText } from '../payments/plain-text.ts';
import type { Clock, Random } from '../payments/ports.ts';
import { MOST_REQUEST_SECONDS, type RequestTokens } from '../payments/signed-request.ts';

/** What the tokens stand on. */
export interface RequestTokenDeps {
  /** REQUEST_SIGNING_SECRET: one or two, the newest first: it signs, both verify. */
  readonly secrets: readonly string[];
  /** Origin of PUBLIC_URL: a token for another server is none for this one. */
  readonly audience: string;
  readonly clock: Clock;
  readonly random: Random;
}

const ALGORITHM = 'HS256';

/**
 * Builds signed requests: JWT, HS256 and nothing else, with exactly the claims `aud exp jti amount currency orderId`,
 * and where wanted `description iat nbf`.
 *
 * @see https://www.rfc-editor.org/rfc/rfc8725 (best current practices: pinned algorithm, audience, expiry)
 */
export function createRequestTokens({ secrets, audience, clock, random }: RequestTokenDeps): RequestTokens {
  const keys = secrets.map((secret) => new TextEncoder().encode(secret));
  const [newest] = keys;
  if (newest === undefined) throw new RangeError('a secret is needed: without one every request is forged');

  /** The claims under the first key that fits. */
  async function open(token: string): Promise<JWTPayload | null> {
    const currentDate = new Date(clock.now());
    for (const key of keys) {
      try {
        return (await jwtVerify(token, key, { algorithms: [ALGORITHM], audience, currentDate })).payload;
      } catch (error) {
        if (error instanceof errors.JWSSignatureVerificationFailed) continue;
        if (error instanceof errors.JOSEError) return null;
        throw error;
      }
    }
    return null;
  }

  return {
    async verify(token) {
      const parsed = CLAIMS.safeParse(await open(token));
      const latest = Math.floor(clock.now() / 1_000) + MOST_REQUEST_SECONDS;
      // No cause: what a stranger sent has no business in the log.
      if (!parsed.success || parsed.data.exp > latest) throw new PaymentError('request_invalid');
      const { amount, currency, orderId, description = null, jti } = parsed.data;
      return {
        amount,
        currency,
        orderId,
        description,
        jti,
        signedText: token.slice(0, token.lastIndexOf('.')),
      };
    },
    sign({ amount, currency, orderId, description }, expiresAtMs) {
      return new SignJWT({ amount, currency, orderId, ...(description === null ? {} : { description }) })
        .setProtectedHeader({ alg: ALGORITHM, typ: 'JWT' })
        .setAudience(audience)
        .setJti(Buffer.from(random.bytes(16)).toString('base64url'))
        .setExpirationTime(Math.floor(expiresAtMs / 1_000))
        .sign(newest);
    },
  };
}

const text = (least: number, most: number) =>
  z
    .string()
    .refine((value) => characters(value) >= least && characters(value) <= most)
    .refine(isPlainText);

const CLAIMS = z.strictObject({
  // One string: a list would make the token good elsewhere too.
  aud: z.string(),
  exp: z.int(),
  iat: z.number().optional(),
  nbf: z.number().optional(),
  jti: z.string().regex(/^[A-Za-z0-9_-]{22,255}$/),
  amount: z.string(),
  currency: z.string(),
  orderId: text(1, 64),
  description: text(0, 200).optional(),
});
