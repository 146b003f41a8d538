import { createPrivateKey, generateKeyPairSync, verify } from 'node:crypto';
import { decodeJwt, decodeProtectedHeader } from 'jose';
import { describe, expect, it, vi } from 'vitest';
import { START_MS } from '../../test/fakes/clock.ts';
import { aPayment } from '../../test/fakes/payments.ts';
import { receiptClaims } from '../payments/signed-receipt.ts';
import { createReceiptTokens } from './receipt-token.ts';

const [newer, older] = [generateKeyPairSync('ed25519'), generateKeyPairSync('ed25519')];
const issuer = 'https://pay.example.com';
const receipts = (...pairs: { privateKey: typeof newer.privateKey }[]) =>
  createReceiptTokens({ keys: pairs.map(({ privateKey }) => privateKey), issuer });
const settled = aPayment({ status: 'settled', settledAtMs: START_MS + 500 });
const issued = async (...args: Parameters<typeof receipts>) => (await receipts(...args).issue(settled)) ?? '';

/** Whether a JWT was signed by this key, by Node's own cryptography. */
function signedBy(token: string, { publicKey }: typeof newer): boolean {
  const [header, claims, signature = ''] = token.split('.');
  return verify(null, Buffer.from(`${header}.${claims}`), publicKey, Buffer.from(signature, 'base64url'));
}

describe('createReceiptTokens', () => {
  it('signs what a receipt says, for no one in particular and for good', async () => {
    const token = await issued(newer);
    expect(decodeProtectedHeader(token)).toEqual({
      alg: 'EdDSA',
      typ: 'receipt+jwt',
      kid: expect.stringMatching(/^[\w-]{43}$/),
    });
    expect(decodeJwt(token)).toEqual({
      iss: issuer,
      sub: settled.id,
      aud: 'receipt',
      iat: START_MS / 1_000,
      ...receiptClaims(settled),
    });
    expect(signedBy(token, newer)).toBe(true);
  });

  it('signs with the first key, and publishes each', async () => {
    const token = await issued(newer, older);
    expect([signedBy(token, newer), signedBy(token, older)]).toEqual([true, false]);
    const keys = await receipts(newer, older).publicKeys();
    expect(keys.map(({ x }) => x)).toEqual(
      [newer, older].map((pair) => pair.publicKey.export({ format: 'jwk' }).x),
    );
    expect(decodeProtectedHeader(token)['kid']).toBe(keys[0]?.kid);
  });

  it('publishes nothing of the private key', async () => {
    const [key] = await receipts(newer).publicKeys();
    expect(Object.keys(key ?? {})).toEqual(['kty', 'crv', 'x', 'kid', 'use', 'alg']);
  });

  // The key and its thumbprint are those of RFC 8037, appendix A.3.
  it('names a key by its thumbprint', async () => {
    const x = '11qYAYKxCrfVS_7TyWQHOg7hcvPapiMlrwIaaPcHURo';
    const d = 'nWGxne_9WmC6hEr0kuwsxERJxWl7MmkZcDusAxyuf2A';
    const key = createPrivateKey({ key: { kty: 'OKP', crv: 'Ed25519', x, d }, format: 'jwk' });
    const [published] = await createReceiptTokens({ keys: [key], issuer }).publicKeys();
    expect(published).toMatchObject({ x, kid: 'kPrK_qmxVWaYVA9wwBF6Iuo3vVzz7TxHCTwXBygrS4k' });
  });

  it('gives the same receipt for the same state, in another process too', async () => {
    expect(await issued(newer)).toBe(await issued(newer));
    const later = { ...settled, version: settled.version + 1, paidMsat: 78_000_000n };
    const one = receipts(newer);
    const both = [await one.issue(settled), await one.issue(later)];
    expect(both.map((token) => decodeJwt(token ?? '')['paidSats'])).toEqual([0, 78_000]);
  });

  it('signs a state once, and forgets the oldest of very many', async () => {
    const one = receipts(newer);
    const sign = vi.spyOn(crypto.subtle, 'sign');
    for (let n = 0; n < 3; n += 1) await one.issue(settled);
    expect(sign).toHaveBeenCalledTimes(1);
    await Promise.all(Array.from({ length: 1_000 }, (_, n) => one.issue({ ...settled, id: `pay_${n}` })));
    await one.issue({ ...settled, id: 'pay_999' });
    expect(sign).toHaveBeenCalledTimes(1_001);
    await one.issue(settled);
    expect(sign).toHaveBeenCalledTimes(1_002);
    sign.mockRestore();
  });

  it('is asked again after it failed', async () => {
    const one = receipts(newer);
    const sign = vi.spyOn(crypto.subtle, 'sign').mockRejectedValueOnce(new Error('no entropy'));
    await expect(one.issue(settled)).rejects.toThrow('no entropy');
    expect(await one.issue(settled)).toBe(await issued(newer));
    sign.mockRestore();
  });

  it('gives none before it is settled, and none without a key', async () => {
    expect(await receipts(newer).issue({ ...settled, status: 'processing' })).toBeNull();
    expect(await receipts().issue(settled)).toBeNull();
    expect(await receipts().publicKeys()).toEqual([]);
  });
});
