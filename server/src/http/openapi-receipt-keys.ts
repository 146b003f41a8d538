import { z } from 'zod';

/** Keys under which receipts verify. @see https://www.rfc-editor.org/rfc/rfc8037 (Ed25519 keys as JWK) */
export const jwksSchema = z.object({
  keys: z.array(
    z.object({
      kty: z.literal('OKP'),
      crv: z.literal('Ed25519'),
      x: z.string(),
      kid: z.string(),
      use: z.literal('sig'),
      alg: z.literal('EdDSA'),
    }),
  ),
});

/** The keys of receipts, beside the API. */
export const RECEIPT_KEY_PATHS = {
  '/.well-known/jwks.json': {
    get: {
      summary: 'Public keys under which receipts verify; none where receipts are off',
      responses: {
        200: {
          description: 'A JWK Set: the key that signs now, and during rotation the one before it',
          content: { 'application/jwk-set+json': { schema: { $ref: '#/components/schemas/Jwks' } } },
        },
      },
    },
  },
};
