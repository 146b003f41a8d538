import { secp256k1 } from '@noble/curves/secp256k1.js';
import { sha256 } from '@noble/hashes/sha2.js';
import { decode, type TagData } from 'bolt11';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type Bolt11Fields, encodeBolt11 } from './bolt11.ts';

const SECRET_KEY = sha256(new TextEncoder().encode('node key of this test'));
const NODE_ID = Buffer.from(secp256k1.getPublicKey(SECRET_KEY, true)).toString('hex');
const REGTEST = { bech32: 'bcrt', pubKeyHash: 0x6f, scriptHash: 0xc4, validWitnessVersions: [0, 1] };

const FIELDS: Bolt11Fields = {
  prefix: 'bcrt',
  amountMsat: 1_500_000n,
  timestamp: 1_795_444_110,
  expirySeconds: 899,
  description: 'Paid to Example Store (Order ID: A-1)',
  paymentHash: sha256(new Uint8Array([1])),
  paymentSecret: sha256(new Uint8Array([2])),
};

function tagOf(bolt11: string, name: string): TagData | undefined {
  return decode(bolt11, REGTEST).tags.find((tag) => tag.tagName === name)?.data;
}

describe('encodeBolt11', () => {
  it('is read back field by field by an independent decoder', () => {
    const bolt11 = encodeBolt11(FIELDS, SECRET_KEY);
    const decoded = decode(bolt11, REGTEST);
    expect(bolt11).toMatch(/^lnbcrt15u1/);
    expect(decoded.complete).toBe(true);
    expect(decoded.millisatoshis).toBe('1500000');
    expect(decoded.timestamp).toBe(FIELDS.timestamp);
    expect(tagOf(bolt11, 'payment_hash')).toBe(Buffer.from(FIELDS.paymentHash).toString('hex'));
    expect(tagOf(bolt11, 'payment_secret')).toBe(Buffer.from(FIELDS.paymentSecret).toString('hex'));
    expect(tagOf(bolt11, 'description')).toBe(FIELDS.description);
    expect(tagOf(bolt11, 'expire_time')).toBe(899);
    expect(tagOf(bolt11, 'min_final_cltv_expiry')).toBe(18);
    expect(decoded.tags.map((tag) => tag.tagName)).toEqual([
      'payment_hash',
      'payment_secret',
      'description',
      'expire_time',
      'min_final_cltv_expiry',
      'feature_bits',
    ]);
  });

  it('sets the feature bits and the length of a recorded invoice', () => {
    const recorded =
      'lnbcrt15u1p4sgnvwpp5dtql3qtfhszkvh4ga052uc4d6wtr9w6u0yfjz5r4z8xx5yw5sgyssp5clqzp43hw8z2g4cqykcwxxjgqwrw7cr9dj2e6s65da0fmeguxjjsdpu2pskjepqw3hjq3tcv9khqmr9ypfhgmmjv5szsnmjv3jhygzfgsazqsfdxy5sxqzurcqpj9qyysgqx22syhax79z0yhn24qd73y3l0chdnlpgkffk6v7225hstryxjttx5vp9th0txns45czpyzfr4fea5ag8mywf4ua072u9ycsncp5mnjcq3u6dgv';
    const ours = encodeBolt11(FIELDS, SECRET_KEY);
    expect(ours.length).toBe(recorded.length);
    expect(tagOf(ours, 'feature_bits')).toEqual(tagOf(recorded, 'feature_bits'));
    expect(ours).toContain('cqpj9qyysgq');
  });

  it('carries a signature from which the node id is recovered, for any amount, expiry and description', () => {
    const amount = fc.option(fc.bigInt({ min: 1n, max: 2_100_000_000_000_000_000n }));
    const bytes = fc.uint8Array({ minLength: 32, maxLength: 32 });
    const description = fc.string({ maxLength: 150 });
    const cases = fc.tuple(amount, fc.integer({ min: 1, max: 31_536_000 }), description, bytes, bytes);
    fc.assert(
      fc.property(cases, ([amountMsat, expirySeconds, text, paymentHash, paymentSecret]) => {
        const fields = {
          ...FIELDS,
          amountMsat,
          expirySeconds,
          description: text,
          paymentHash,
          paymentSecret,
        };
        const decoded = decode(encodeBolt11(fields, SECRET_KEY), REGTEST);
        // The decoder recovers the key from the signature; a wrong signature gives another key or none.
        expect(decoded.payeeNodeKey).toBe(NODE_ID);
        expect(decoded.millisatoshis ?? null).toBe(amountMsat?.toString() ?? null);
        expect(decoded.timeExpireDate).toBe(FIELDS.timestamp + expirySeconds);
      }),
      { numRuns: 60 },
    );
  });

  it('mints mainnet invoices when asked to', () => {
    const decoded = decode(encodeBolt11({ ...FIELDS, prefix: 'bc' }, SECRET_KEY));
    expect(decoded.network?.bech32).toBe('bc');
  });

  it('holds 639 bytes of description and refuses 640', () => {
    const longest = encodeBolt11({ ...FIELDS, description: 'a'.repeat(639) }, SECRET_KEY);
    expect(tagOf(longest, 'description')).toBe('a'.repeat(639));
    expect(() => encodeBolt11({ ...FIELDS, description: 'a'.repeat(640) }, SECRET_KEY)).toThrow(RangeError);
  });
});
