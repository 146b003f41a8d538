import { hmac } from '@noble/hashes/hmac.js';
import { sha256 } from '@noble/hashes/sha2.js';
import { getPublicKey, hashes, Point, sign } from '@noble/secp256k1';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { bolt11 } from '../test/fixtures/payments.ts';
import { bech32Checksum, CHARSET } from './bech32.ts';
import { isSignedBy } from './node-id.ts';

hashes.sha256 = sha256;
hashes.hmacSha256 = (key, message) => hmac(sha256, key, message);

/**
 * Node that signed the examples of BOLT 11.
 *
 * @see https://github.com/lightning/bolts/blob/master/11-payment-encoding.md (Examples)
 */
const SPEC_NODE = '03e7156ae33b0a208d0744199163177e909e80176e55d97a2f221ede0f934dd9ad';
const P = 'pp5qqqsyqcyq5rqwzqfqqqsyqcyq5rqwzqfqqqsyqcyq5rqwzqfqypq';
const H = 'hp58yjmdan79s6qqdhdzgynm4zwqd5d7xmw5fk98klysy043l2ahrqs';
const COFFEE = `lnbc2500u1pvjluez${P}dq5xysxxatsyp3k7enxv4jsxqzpuaztrnwngzn3kdzw5hydlzf03qdgm2hdq27cqv3agm2awhz5se903vruatfhq77w3ls4evs3ch9zw97j25emudupq63nyw24cg27h2rspfj9srp`;
const BEANS = `${P}dq5vdhkven9v5sxyetpdeessp5zyg3zyg3zyg3zyg3zyg3zyg3zyg3zyg3zyg3zyg3zyg3zyg3zygs9q5sqqqqqqqqqqqqqqqpqsq`;
const q = (count: number) => 'q'.repeat(count);
/** An unknown field, an unknown address, and fields p, h, s and n of lengths that are none of theirs. */
const SKIPPED = `2qrqqqfppn${q(32)}ppn${q(51)}pp4${q(53)}hpn${q(51)}hp4${q(53)}spn${q(51)}sp4${q(53)}np5${q(52)}npk${q(54)}`;
const EXAMPLES = [
  [
    'any amount, recovery id 0',
    `lnbc1pvjluez${P}dpl2pkx2ctnv5sxxmmwwd5kgetjypeh2ursdae8g6twvus8g6rfwvs8qun0dfjkxaq8rkx3yf5tcsyz3d73gafnh3cax9rn449d9p5uxz9ezhhypd0elx87sjle52x86fux2ypatgddc6k63n7erqz25le42c4u4ecky03ylcqca784w`,
  ],
  ['micro-bitcoins, recovery id 1', COFFEE],
  [
    'a hash in place of the description',
    `lnbc20m1pvjluez${P}${H}cc6gd6ql3jrc5yzme8v4ntcewwz5cnw92tz0pc8qcuufvq7khhr8wpald05e92xw006sq94mg8v2ndf4sefvf9sygkshp5zfem29trqq2yxxz7`,
  ],
  [
    'testnet, with a fallback address',
    `lntb20m1pvjluez${H}${P}fpp3x9et2e20v6pu37c5d9vax37wxq72un98kmzzhznpurw9sgl2v0nklu2g4d0keph5t7tj9tcqd8rexnd07ux4uv2cjvcqwaxgj7v4uwn5wmypjd5n69z2xm3xgksg28nwht7f6zspwp3f9t`,
  ],
  [
    'routes by other nodes',
    `lnbc20m1pvjluez${P}${H}fpp3qjmp7lwpagxun9pygexvgpjdc4jdj85fr9yq20q82gphp2nflc7jtzrcazrra7wwgzxqc8u7754cdlpfrmccae92qgzqvzq2ps8pqqqqqqpqqqqq9qqqvpeuqafqxu92d8lr6fvg0r5gv0heeeqgcrqlnm6jhphu9y00rrhy4grqszsvpcgpy9qqqqqqgqqqqq7qqzqj9n4evl6mr5aj9f58zp6fyjzup6ywn3x6sk8akg5v4tgn2q8g4fhx05wf6juaxu9760yp46454gpg5mtzgerlzezqcqvjnhjh8z3g2qqdhhwkj`,
  ],
  [
    'features and a payment secret',
    `lnbc25m1pvjluez${BEANS}67gye39hfg3zd8rgc80k32tvy9xk2xunwm5lzexnvpx6fd77en8qaq424dxgt56cag2dpt359k3ssyhetktkpqh24jqnjyw6uqd08sgptq44qu`,
  ],
  [
    'fields to be skipped, n of other lengths among them',
    `lnbc25m1pvjluez${BEANS}${SKIPPED}2jxxfsnucm4jf4zwtznpaxphce606fvhvje5x7d4gw7n73994hgs7nteqvenq8a4ml8aqtchv5d9pf7l558889hp4yyrqv6a7zpq9fgpskqhza`,
  ],
] as const;

/** Node of a real BTCPay Server on regtest, and an invoice of it, as recorded. */
const RECORDED_NODE = '02c9c8f970f076091ea8971029235677a0f0028b7981ba2cf89a20ca490a3ae6ea';
const RECORDED =
  'lnbcrt15u1p4sgnsrpp5kgyqula99aln0ve2pr64j00eek96n0sazy5ddkv5sjfkfwr2tkqssp5zz39k7eeshv0t93f0rxum9tcp348xyj8vpwwkdscnfcmjadpxq0sdpu2pskjepqw3hjq3tcv9khqmr9ypfhgmmjv5szsnmjv3jhygzfgsazq5pdxy5sxqzurcqpj9qyysgqat7zmvm74sx23y8pyfud64ef4ga8hg3c8aj6c520k74z3yn2arv8kdgl26ys02pa2rjd7kmyn25g2ruezsz6a5664am7xltthynnkgcqd675ys';

const KEY = Uint8Array.from({ length: 32 }, () => 7);
const OTHER_KEY = Uint8Array.from({ length: 32 }, () => 9);
const nodeOf = (key: Uint8Array) => Buffer.from(getPublicKey(key)).toString('hex');
const binary = (value: number, digits: number) => value.toString(2).padStart(digits, '0');
const bytesOf = (bits: string) =>
  Uint8Array.from(bits.match(/.{1,8}/g) ?? [], (byte) => Number.parseInt(byte.padEnd(8, '0'), 2));
const wordsOf = (bytes: Iterable<number>) =>
  (
    Array.from(bytes, (byte) => binary(byte, 8))
      .join('')
      .match(/.{1,5}/g) ?? []
  ).map((word) => Number.parseInt(word.padEnd(5, '0'), 2));

/** Field `n`: 53 words that name a node. */
const nameOf = (node: string) => [19, 1, 21, ...wordsOf(Buffer.from(node, 'hex'))];

/** A regtest invoice of these fields, signed by `KEY`; `high`: by the other s that the same key may write. */
function signed(fields: readonly number[], high = false): string {
  const prefix = 'lnbcrt1u';
  const words = [0, 0, 0, 0, 0, 0, 1, ...fields];
  const data = bytesOf(words.map((word) => binary(word, 5)).join(''));
  const digest = sha256(Buffer.concat([Buffer.from(prefix), data]));
  const [recovery = 0, ...rs] = sign(digest, KEY, { prehash: false, format: 'recovered' });
  const s = BigInt(`0x${Buffer.from(rs.slice(32)).toString('hex')}`);
  const other = Buffer.from((Point.CURVE().n - s).toString(16).padStart(64, '0'), 'hex');
  const signature = high ? [...rs.slice(0, 32), ...other, recovery ^ 1] : [...rs, recovery];
  return seal(prefix, [...words, ...wordsOf(signature)]);
}

/** Puts the checksum to it. */
function seal(prefix: string, words: readonly number[]): string {
  const sum = bech32Checksum(prefix, [...words, 0, 0, 0, 0, 0, 0]) ^ 1;
  const checksum = [25, 20, 15, 10, 5, 0].map((shift) => (sum >> shift) & 31);
  return `${prefix}1${[...words, ...checksum].map((word) => CHARSET[word]).join('')}`;
}

describe('isSignedBy', () => {
  it.each(EXAMPLES)('knows the signer of the example of BOLT 11: %s', (_, text) => {
    expect(isSignedBy(text, SPEC_NODE)).toBe(true);
    expect(isSignedBy(text, RECORDED_NODE)).toBe(false);
  });

  it('knows the node of a recorded BTCPay Server', () => {
    expect(isSignedBy(RECORDED, RECORDED_NODE)).toBe(true);
  });

  it('knows the signer of what an independent library signed', () => {
    expect(isSignedBy(bolt11(), nodeOf(Uint8Array.from({ length: 32 }, () => 3)))).toBe(true);
  });

  it('reads invoice and key in upper case alike', () => {
    expect(isSignedBy(COFFEE.toUpperCase(), SPEC_NODE.toUpperCase())).toBe(true);
  });

  it('refuses the same invoice with any one character changed and a checksum that fits', () => {
    const text = COFFEE.slice(COFFEE.lastIndexOf('1') + 1, -6);
    const words = [...text].map((character) => CHARSET.indexOf(character));
    fc.assert(
      fc.property(fc.nat(words.length - 1), fc.integer({ min: 1, max: 31 }), (at, change) => {
        const changed = words.map((word, index) => (index === at ? word ^ change : word));
        expect(isSignedBy(seal('lnbc2500u', words), SPEC_NODE)).toBe(true);
        expect(isSignedBy(seal('lnbc2500u', changed), SPEC_NODE)).toBe(false);
      }),
      { numRuns: 40 },
    );
  });

  it('refuses another amount, which is signed with the prefix', () => {
    const text = COFFEE.slice(COFFEE.lastIndexOf('1') + 1, -6);
    const words = [...text].map((character) => CHARSET.indexOf(character));
    expect(isSignedBy(seal('lnbc2501u', words), SPEC_NODE)).toBe(false);
  });

  it('accepts the high s of a signature as well as the low one', () => {
    expect([signed([]), signed([], true)].map((text) => isSignedBy(text, nodeOf(KEY)))).toEqual([true, true]);
    expect(signed([], true)).not.toBe(signed([]));
  });

  it.each([
    ['the signer', nameOf(nodeOf(KEY)), true],
    ['another node', nameOf(nodeOf(OTHER_KEY)), false],
    ['the signer, then another', [...nameOf(nodeOf(KEY)), ...nameOf(nodeOf(OTHER_KEY))], false],
  ])('of an invoice that names %s', (_, fields, isSigned) => {
    expect(isSignedBy(signed(fields), nodeOf(KEY))).toBe(isSigned);
    expect(isSignedBy(signed(fields), nodeOf(OTHER_KEY))).toBe(false);
  });

  it.each([
    [
      'a signature that no key makes (example of BOLT 11)',
      `lnbc2500u1pvjluez${P}dq5xysxxatsyp3k7enxv4jsxqzpuaxtrnwngzn3kdzw5hydlzf03qdgm2hdq27cqv3agm2awhz5se903vruatfhq77w3ls4evs3ch9zw97j25emudupq63nyw24cg27h2rspk28uwq`,
    ],
    ['a signature of zeros', seal('lnbcrt1u', Array<number>(111).fill(0))],
    ['a wrong checksum', `${COFFEE.slice(0, -1)}q`],
    ['mixed case', `LNBC${COFFEE.slice(4)}`],
    ['nothing', ''],
    ['no invoice', 'lnbc1'],
    ['a link', `lightning:${COFFEE}`],
  ])('is false for %s', (_, text) => {
    expect(isSignedBy(text, SPEC_NODE)).toBe(false);
  });

  it.each(['', '03', SPEC_NODE.slice(2), `02${SPEC_NODE.slice(2)}`, `0x${SPEC_NODE}`, 'undefined'])(
    'is false for the key "%s"',
    (nodeId) => {
      expect(isSignedBy(COFFEE, nodeId)).toBe(false);
    },
  );

  it('never throws, whatever it is given', () => {
    fc.assert(
      fc.property(fc.string(), fc.string(), (text, nodeId) => {
        expect(isSignedBy(text, nodeId)).toBe(false);
      }),
    );
  });
});
