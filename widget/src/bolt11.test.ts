import { decode } from 'bolt11';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { bolt11, invoice } from '../test/fixtures/payments.ts';
import { checkInvoice, decodeBolt11 } from './bolt11.ts';

/** Payment hash of the examples of BOLT 11, as its field. */
const P = 'pp5qqqsyqcyq5rqwzqfqqqsyqcyq5rqwzqfqqqsyqcyq5rqwzqfqypq';
const COFFEE = `lnbc2500u1pvjluez${P}dq5xysxxatsyp3k7enxv4jsxqzpuaztrnwngzn3kdzw5hydlzf03qdgm2hdq27cqv3agm2awhz5se903vruatfhq77w3ls4evs3ch9zw97j25emudupq63nyw24cg27h2rspfj9srp`;
const PICO =
  'lnbc9678785340p1pwmna7lpp5gc3xfm08u9qy06djf8dfflhugl6p7lgza6dsjxq454gxhj9t7a0sd8dgfkx7cmtwd68yetpd5s9xar0wfjn5gpc8qhrsdfq24f5ggrxdaezqsnvda3kkum5wfjkzmfqf3jkgem9wgsyuctwdus9xgrcyqcjcgpzgfskx6eqf9hzqnteypzxz7fzypfhg6trddjhygrcyqezcgpzfysywmm5ypxxjemgw3hxjmn8yptk7untd9hxwg3q2d6xjcmtv4ezq7pqxgsxzmnyyqcjqmt0wfjjq6t5v4khxxqyjw5qcqp2rzjq0gxwkzc8w6323m55m4jyxcjwmy7stt9hwkwe2qxmy8zpsgg7jcuwz87fcqqeuqqqyqqqqlgqqqqn3qq9qn07ytgrxxzad9hc4xt3mawjjt8znfv8xzscs7007v9gh9j569lencxa8xeujzkxs0uamak9aln6ez02uunw6rd2ht2sqe4hz8thcdagpleym0j';

const EXAMPLES = [
  [
    'any amount, an hour by default',
    `lnbc1pvjluez${P}dpl2pkx2ctnv5sxxmmwwd5kgetjypeh2ursdae8g6twvus8g6rfwvs8qun0dfjkxaq8rkx3yf5tcsyz3d73gafnh3cax9rn449d9p5uxz9ezhhypd0elx87sjle52x86fux2ypatgddc6k63n7erqz25le42c4u4ecky03ylcqca784w`,
    { network: 'mainnet', amountMsat: null, expirySeconds: 3600 },
  ],
  ['micro-bitcoins, one minute', COFFEE, { network: 'mainnet', amountMsat: 250_000_000n, expirySeconds: 60 }],
  [
    'testnet, milli-bitcoins, a fallback address, the payment hash second',
    `lntb20m1pvjluezhp58yjmdan79s6qqdhdzgynm4zwqd5d7xmw5fk98klysy043l2ahrqs${P}fpp3x9et2e20v6pu37c5d9vax37wxq72un98kmzzhznpurw9sgl2v0nklu2g4d0keph5t7tj9tcqd8rexnd07ux4uv2cjvcqwaxgj7v4uwn5wmypjd5n69z2xm3xgksg28nwht7f6zspwp3f9t`,
    { network: 'testnet', amountMsat: 2_000_000_000n, expirySeconds: 3600 },
  ],
] as const;

const CHARSET = 'qpzry9x8gf2tvdw0s3jn54khce6mua7l';

/** Writes a BOLT11 of any fields, its signature zero, its checksum as BIP 173 has it. */
function write(prefix: string, fields: readonly number[]): string {
  const words = [0, 0, 0, 0, 0, 0, 1, ...fields, ...Array<number>(104).fill(0)];
  const codes = [...prefix].map((character) => character.charCodeAt(0));
  const generators = [0x3b6a57b2n, 0x26508e6dn, 0x1ea119fan, 0x3d4233ddn, 0x2a1462b3n];
  let sum = 1n;
  for (const word of [
    ...codes.map((c) => c >> 5),
    0,
    ...codes.map((c) => c & 31),
    ...words,
    0,
    0,
    0,
    0,
    0,
    0,
  ]) {
    const top = sum >> 25n;
    sum = ((sum & 0x1ffffffn) << 5n) ^ BigInt(word);
    for (const [bit, generator] of generators.entries()) if ((top >> BigInt(bit)) & 1n) sum ^= generator;
  }
  const checksum = [25n, 20n, 15n, 10n, 5n, 0n].map((shift) => Number(((sum ^ 1n) >> shift) & 31n));
  return `${prefix}1${[...words, ...checksum].map((word) => CHARSET[word]).join('')}`;
}

describe('decodeBolt11', () => {
  it.each(EXAMPLES)('reads the example of BOLT 11: %s', (_, text, { expirySeconds, ...says }) => {
    expect(decodeBolt11(text)).toEqual({ ...says, expiresAtMs: (1_496_314_658 + expirySeconds) * 1000 });
  });

  it('reads the example of BOLT 11: pico-bitcoins, one week', () => {
    expect(decodeBolt11(PICO)).toMatchObject({ amountMsat: 967_878_534n, expiresAtMs: 1_573_073_503_000 });
  });

  it('reads upper case alike', () => {
    expect(decodeBolt11(COFFEE.toUpperCase())).toEqual(decodeBolt11(COFFEE));
  });

  it.each([
    ['a wrong checksum', `${COFFEE.slice(0, -1)}t`],
    ['no separator', COFFEE.slice(COFFEE.indexOf('pvj'))],
    ['mixed case', `LNBC${COFFEE.slice(4)}`],
    ['too short a text', `lnbc1pvjluez${P}dpl2pkx2ctnv5sxxmmwwd5kgetjypeh2ursdae8g6na6hlh`],
    [
      'an unknown multiplier',
      `lnbc2500x1pvjluez${P}dq5xysxxatsyp3k7enxv4jsxqzpujr6jxr9gq9pv6g46y7d20jfkegkg4gljz2ea2a3m9lmvvr95tq2s0kvu70u3axgelz3kyvtp2ywwt0y8hkx2869zq5dll9nelr83zzqqpgl2zg`,
    ],
    [
      'less than a millisatoshi',
      `lnbc2500000001p1pvjluez${P}dq5xysxxatsyp3k7enxv4jsxqzpu7hqtk93pkf7sw55rdv4k9z2vj050rxdr6za9ekfs3nlt5lr89jqpdmxsmlj9urqumg0h9wzpqecw7th56tdms40p2ny9q4ddvjsedzcplva53s`,
    ],
    ['nothing', ''],
    ['a link', `lightning:${COFFEE}`],
    ['an address', 'bc1qw508d6qejxtdg4y5r3zarvary0c5xw7kv8f3t4'],
  ])('refuses %s', (_, text) => {
    expect(() => decodeBolt11(text)).toThrow(expect.objectContaining({ code: 'bad_answer' }));
  });

  it('reads what an independent library wrote: network, amount and end', () => {
    const parts = fc.record({
      network: fc.constantFrom('mainnet', 'testnet', 'signet', 'regtest'),
      amountMsat: fc.bigInt({ min: 1n, max: 2_100_000_000_000_000n }),
      timestamp: fc.integer({ min: 1_500_000_000, max: 4_000_000_000 }),
      expirySeconds: fc.integer({ min: 1, max: 31_536_000 }),
    });
    fc.assert(
      fc.property(parts, ({ expirySeconds, timestamp, ...rest }) => {
        const text = bolt11({ expirySeconds, timestamp, ...rest });
        expect(decodeBolt11(text)).toEqual({ ...rest, expiresAtMs: (timestamp + expirySeconds) * 1000 });
        if (rest.network === 'mainnet') expect(decode(text).millisatoshis).toBe(rest.amountMsat.toString());
      }),
      { numRuns: 40 },
    );
  });

  it.each([
    ['no field', [], 3600],
    ['a field that it does not know', [31, 0, 1, 7], 3600],
    ['an empty expiry', [6, 0, 0], 0],
    ['leading zeros', [6, 0, 4, 0, 0, 1, 28], 60],
    ['two expiries, of which the first counts', [6, 0, 1, 9, 6, 0, 1, 5], 9],
  ])('reads the end with %s', (_, fields, expirySeconds) => {
    expect(decodeBolt11(write('lntbs2', fields))).toEqual({
      network: 'signet',
      amountMsat: 200_000_000_000n,
      expiresAtMs: (1 + expirySeconds) * 1000,
    });
  });

  it.each([
    ['a field cut in its type', 'lnbc', [6]],
    ['a field cut in its length', 'lnbc', [6, 0]],
    ['a field longer than what is left', 'lnbc', [6, 0, 2, 1]],
    ['a network that is none of ours', 'lnltc', []],
    ['a leading zero', 'lnbc01u', []],
    ['an amount of zero', 'lnbc0u', []],
    ['a multiplier alone', 'lnbcu', []],
  ])('refuses %s', (_, prefix, fields) => {
    expect(() => decodeBolt11(write(prefix, fields))).toThrow(
      expect.objectContaining({ code: 'bad_answer' }),
    );
  });

  it('refuses a text in which any one character is another', () => {
    const character = fc.constantFrom(...'0123456789abcdefghijklmnopqrstuvwxyzA :é');
    fc.assert(
      fc.property(fc.nat(PICO.length - 1), character, (at, other) => {
        fc.pre(PICO[at] !== other);
        expect(() => decodeBolt11(PICO.slice(0, at) + other + PICO.slice(at + 1))).toThrow();
      }),
    );
  });
});

describe('checkInvoice', () => {
  const mismatch = expect.objectContaining({ code: 'invoice_mismatch', retryable: false });

  it('accepts the invoice of the payment', () => {
    expect(() => checkInvoice(invoice(), 'regtest')).not.toThrow();
  });

  it('accepts a BOLT11 that ends at the same second', () => {
    expect(() => checkInvoice(invoice({ bolt11: bolt11({ expirySeconds: 3600 }) }), 'regtest')).not.toThrow();
  });

  it.each([
    ['another network', { bolt11: bolt11({ network: 'mainnet' }) }],
    ['a millisatoshi more', { bolt11: bolt11({ amountMsat: 77_650_001n }) }],
    ['no amount', { bolt11: bolt11({ amountMsat: null }) }],
    ['another amount on the page', { amountSats: 77_649 }],
    ['an end before that of the page', { bolt11: bolt11({ expirySeconds: 3599 }) }],
    ['an end that cannot be read', { expiresAt: 'soon' }],
    ['a text that is no invoice', { bolt11: 'lnbc1' }],
  ])('refuses %s', (_, changes) => {
    expect(() => checkInvoice(invoice(changes), 'regtest')).toThrow(mismatch);
  });
});
