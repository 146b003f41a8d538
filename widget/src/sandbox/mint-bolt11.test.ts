import { randomBytes } from 'node:crypto';
import { decode } from 'bolt11';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { decodeBolt11 } from '../bolt11.ts';
import { isSignedBy } from '../node-id.ts';
import { mintBolt11 } from './mint-bolt11.ts';

const OPTIONS = {
  amountSats: 50_000,
  timestamp: 1_795_424_400,
  expirySeconds: 3660,
  description: 'LP-7F3K-9Q2M',
  randomBytes,
};
/** The package knows regtest by its name only. */
const REGTEST = { bech32: 'bcrt', pubKeyHash: 0x6f, scriptHash: 0xc4, validWitnessVersions: [0, 1] };
const tag = (text: string, name: string) =>
  decode(text, REGTEST).tags.find(({ tagName }) => tagName === name)?.data;

describe('mintBolt11', () => {
  it('writes what the check of the page reads', () => {
    const parts = fc.record({
      amountSats: fc.integer({ min: 1, max: 2_100_000_000_000_000 }),
      timestamp: fc.integer({ min: 1_500_000_000, max: 4_000_000_000 }),
      expirySeconds: fc.integer({ min: 1, max: 31_536_000 }),
      description: fc.string({ maxLength: 200, unit: 'grapheme' }),
    });
    fc.assert(
      fc.property(parts, ({ ...rest }) => {
        fc.pre(new TextEncoder().encode(rest.description).length <= 639);
        expect(decodeBolt11(mintBolt11({ ...rest, randomBytes }))).toEqual({
          network: 'regtest',
          amountMsat: BigInt(rest.amountSats) * 1000n,
          expiresAtMs: (rest.timestamp + rest.expirySeconds) * 1000,
        });
      }),
      { numRuns: 60 },
    );
  });

  it('writes what an independent library reads, every field of it', () => {
    const text = mintBolt11(OPTIONS);
    const read = decode(text, REGTEST);
    expect(read).toMatchObject({
      complete: true,
      millisatoshis: '50000000',
      timestamp: OPTIONS.timestamp,
      timeExpireDate: OPTIONS.timestamp + 3660,
      recoveryFlag: 0,
      signature: expect.stringMatching(/^[0-9a-f]{128}$/),
    });
    expect(tag(text, 'description')).toBe('LP-7F3K-9Q2M');
    expect(tag(text, 'min_final_cltv_expiry')).toBe(18);
    expect([tag(text, 'payment_hash'), tag(text, 'payment_secret')]).toEqual([
      expect.stringMatching(/^[0-9a-f]{64}$/),
      expect.stringMatching(/^[0-9a-f]{64}$/),
    ]);
  });

  it.each([
    [1, 'lnbcrt10n1'],
    [100, 'lnbcrt1u1'],
    [50_000, 'lnbcrt500u1'],
    [50_001, 'lnbcrt500010n1'],
    [100_000, 'lnbcrt1m1'],
    [300_000_000, 'lnbcrt31'],
  ])('writes %i sats in the shortest form', (amountSats, prefix) => {
    expect(mintBolt11({ ...OPTIONS, amountSats }).startsWith(prefix)).toBe(true);
  });

  it('makes another payment hash each time', () => {
    const hashes = [mintBolt11(OPTIONS), mintBolt11(OPTIONS)].map((text) => tag(text, 'payment_hash'));
    expect(new Set(hashes).size).toBe(2);
  });

  it('has a low s, whatever the random bytes', () => {
    const highest = (count: number) => new Uint8Array(count).fill(255);
    const { signature = '' } = decode(mintBolt11({ ...OPTIONS, randomBytes: highest }), REGTEST);
    expect(BigInt(`0x${signature.slice(64)}`)).toBe(2n ** 254n - 1n);
  });

  it('is upper-cased without loss', () => {
    const text = mintBolt11(OPTIONS);
    expect(decodeBolt11(text.toUpperCase())).toEqual(decodeBolt11(text));
  });

  it('is signed by no node that a page would name', () => {
    const node = '03e7156ae33b0a208d0744199163177e909e80176e55d97a2f221ede0f934dd9ad';
    expect(isSignedBy(mintBolt11(OPTIONS), node)).toBe(false);
  });
});
