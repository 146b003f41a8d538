import { generateKeyPairSync, type KeyObject, sign } from 'node:crypto';
import { exportJWK, SignJWT } from 'jose';
import { beforeAll, describe, expect, it } from 'vitest';
import { type ReceiptIssuer, ReceiptRefused, verifyReceipt } from './verify-receipt.ts';

const [server, stranger] = [generateKeyPairSync('ed25519'), generateKeyPairSync('ed25519')];
const origin = 'https://pay.example.com';
const order = { id: 'A-1', amount: '50.00', currency: 'USD' };
const HEADER = { alg: 'EdDSA', typ: 'receipt+jwt', kid: 'newer' };
const CLAIMS = {
  iss: origin,
  sub: 'pay_1',
  aud: 'receipt',
  iat: 1_763_888_400,
  reference: 'LP-7F3K-9Q2M',
  amount: '50.00',
  currency: 'USD',
  paidSats: 77_650,
  orderId: 'A-1',
  pricedBy: 'open',
  paymentHash: 'ab'.repeat(32),
  settledAt: '2025-11-23T09:00:00.500Z',
};

let issuer: ReceiptIssuer;
beforeAll(async () => {
  const publicKey = await exportJWK(server.publicKey);
  issuer = { origin, keys: { keys: [{ ...publicKey, kid: 'newer', use: 'sig', alg: 'EdDSA' }] } };
});

const encoded = (value: object) => Buffer.from(JSON.stringify(value)).toString('base64url');
/** A receipt as the server writes it, by RFC 7515. */
function receipt(claims: object = {}, header: object = {}, key: KeyObject = server.privateKey): string {
  const signed = `${encoded({ ...HEADER, ...header })}.${encoded({ ...CLAIMS, ...claims })}`;
  return `${signed}.${sign(null, Buffer.from(signed), key).toString('base64url')}`;
}
const fault = (text: string) =>
  verifyReceipt(text, issuer, order).then(
    () => 'taken',
    (error: unknown) => (error instanceof ReceiptRefused ? error.fault : error),
  );

describe('verifyReceipt', () => {
  it('takes the receipt of an order as the shop wrote it down', async () => {
    expect(await verifyReceipt(receipt(), issuer, order)).toEqual({
      paymentId: 'pay_1',
      reference: 'LP-7F3K-9Q2M',
      settledAt: '2025-11-23T09:00:00.500Z',
    });
  });

  it('takes it under the key of before too, while that is published', async () => {
    const { kid: _, ...older } = { ...(await exportJWK(stranger.publicKey)) };
    const both = { origin, keys: { keys: [...issuer.keys.keys, { ...older, kid: 'older' }] } };
    const before = receipt({}, { kid: 'older' }, stranger.privateKey);
    expect(await verifyReceipt(before, both, order)).toMatchObject({ paymentId: 'pay_1' });
    expect(await fault(before)).toBe('forged');
  });

  it('refuses it with any letter changed', async () => {
    const good = receipt();
    for (const at of [0, 20, good.indexOf('.') + 1, good.indexOf('.') + 40, good.lastIndexOf('.') + 1]) {
      const other = good[at] === 'A' ? 'B' : 'A';
      expect(await fault(good.slice(0, at) + other + good.slice(at + 1)), `letter ${at}`).toBe('forged');
    }
  });

  it('refuses what another key signed', async () => {
    expect(await fault(receipt({}, {}, stranger.privateKey))).toBe('forged');
    expect(await fault(receipt({}, { kid: 'unknown' }))).toBe('forged');
  });

  it('refuses what nobody signed', async () => {
    expect(await fault(`${encoded({ ...HEADER, alg: 'none' })}.${encoded(CLAIMS)}.`)).toBe('forged');
    expect(await fault('pay_7NFCYGRPCBkxqDpTwwQAvg')).toBe('forged');
    expect(await fault('')).toBe('forged');
  });

  it('refuses what was signed by the public key, as if that were a secret', async () => {
    const { x = '' } = await exportJWK(server.publicKey);
    const pem = server.publicKey.export({ type: 'spki', format: 'pem' }).toString();
    for (const secret of [Buffer.from(x, 'base64url'), Buffer.from(x), Buffer.from(pem)]) {
      const forged = new SignJWT(CLAIMS).setProtectedHeader({ ...HEADER, alg: 'HS256' });
      expect(await fault(await forged.sign(secret))).toBe('forged');
    }
  });

  it.each([
    ['of another server', { iss: 'https://pay.example.org' }, {}],
    ['for other eyes', { aud: 'https://pay.example.com' }, {}],
    ['of another kind', {}, { typ: 'JWT' }],
    ['without a payment', { sub: undefined }, {}],
    ['that is not valid yet', { nbf: 99_999_999_999 }, {}],
  ])('refuses a token %s', async (_, claims, header) => {
    expect(await fault(receipt(claims, header))).toBe('forged');
  });

  it('refuses a true receipt of another order, and of none', async () => {
    expect(await fault(receipt({ orderId: 'A-2' }))).toBe('other_order');
    expect(await fault(receipt({ orderId: null }))).toBe('other_order');
  });

  it('refuses a true receipt over another sum', async () => {
    expect(await fault(receipt({ amount: '20.00' }))).toBe('price_mismatch');
    expect(await fault(receipt({ currency: 'JPY' }))).toBe('price_mismatch');
  });
});
