import { generateKeyPairSync } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { createReceiptTokens } from '../tokens/receipt-token.ts';
import { receiptKeyRoutes } from './receipt-keys.ts';

const ask = (...keys: Parameters<typeof createReceiptTokens>[0]['keys']) =>
  receiptKeyRoutes(createReceiptTokens({ keys, issuer: 'https://pay.example.com' })).request(
    '/.well-known/jwks.json',
  );

describe('receiptKeyRoutes', () => {
  it('gives every public key to every page', async () => {
    const [newer, older] = [generateKeyPairSync('ed25519'), generateKeyPairSync('ed25519')];
    const answer = await ask(newer.privateKey, older.privateKey);
    expect(Object.fromEntries(answer.headers)).toEqual({
      'access-control-allow-origin': '*',
      'cache-control': 'public, max-age=300',
      'content-type': 'application/jwk-set+json',
    });
    expect(await answer.json()).toEqual({
      keys: [newer, older].map(({ publicKey }) => ({
        ...publicKey.export({ format: 'jwk' }),
        kid: expect.stringMatching(/^[\w-]{43}$/),
        use: 'sig',
        alg: 'EdDSA',
      })),
    });
  });

  it('gives an empty set where receipts are off', async () => {
    expect(await (await ask()).json()).toEqual({ keys: [] });
  });
});
