import { bech32 } from '@scure/base';
import { decode, encode, sign } from 'bolt11';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { bolt11Description, decodeBolt11 } from './bolt11.ts';

const HASH = '0001020304050607080900010203040506070809000102030405060708090102';
const P = 'pp5qqqsyqcyq5rqwzqfqqqsyqcyq5rqwzqfqqqsyqcyq5rqwzqfqypq';
const H = 'hp58yjmdan79s6qqdhdzgynm4zwqd5d7xmw5fk98klysy043l2ahrqs';
const NONSENSE = `${P}dpquwpc4curk03c9wlrswe78q4eyqc7d8d0xqzpuyk0sg5g70me25alkluzd2x62aysf2pyy8edtjeevuv4p2d5p76r4zkmneet7uvyakky2zr4cusd45tftc9c5fh0nnqpnl2jfll544esqchsrn`;
const BEANS = `lnbc25m1pvjluez${P}dq5vdhkven9v5sxyetpdeessp5zyg3zyg3zyg3zyg3zyg3zyg3zyg3zyg3zyg3zyg3zyg3zyg3zygs9q5sqqqqqqqqqqqqqqqpqsq67gye39hfg3zd8rgc80k32tvy9xk2xunwm5lzexnvpx6fd77en8qaq424dxgt56cag2dpt359k3ssyhetktkpqh24jqnjyw6uqd08sgptq44qu`;

const zeros = (length: number) => 'q'.repeat(length);
const IGNORED = `2qrqqqfppn${zeros(32)}ppn${zeros(51)}pp4${zeros(53)}hpn${zeros(51)}hp4${zeros(53)}spn${zeros(51)}sp4${zeros(53)}np5${zeros(52)}npk${zeros(54)}`;

/** Examples of BOLT 11, with what the document says of them: text, network, msat, seconds until the end. */
const EXAMPLES = [
  [
    'any amount, default expiry',
    `lnbc1pvjluez${P}dpl2pkx2ctnv5sxxmmwwd5kgetjypeh2ursdae8g6twvus8g6rfwvs8qun0dfjkxaq8rkx3yf5tcsyz3d73gafnh3cax9rn449d9p5uxz9ezhhypd0elx87sjle52x86fux2ypatgddc6k63n7erqz25le42c4u4ecky03ylcqca784w`,
    { network: 'mainnet', amountMsat: null, expirySeconds: 3_600 },
  ],
  [
    'micro-bitcoins, one minute',
    `lnbc2500u1pvjluez${P}dq5xysxxatsyp3k7enxv4jsxqzpuaztrnwngzn3kdzw5hydlzf03qdgm2hdq27cqv3agm2awhz5se903vruatfhq77w3ls4evs3ch9zw97j25emudupq63nyw24cg27h2rspfj9srp`,
    { network: 'mainnet', amountMsat: 250_000_000n, expirySeconds: 60 },
  ],
  [
    'a description beyond ASCII',
    `lnbc2500u1pvjluez${NONSENSE}y`,
    { network: 'mainnet', amountMsat: 250_000_000n, expirySeconds: 60 },
  ],
  [
    'milli-bitcoins, hashed description',
    `lnbc20m1pvjluez${P}${H}cc6gd6ql3jrc5yzme8v4ntcewwz5cnw92tz0pc8qcuufvq7khhr8wpald05e92xw006sq94mg8v2ndf4sefvf9sygkshp5zfem29trqq2yxxz7`,
    { network: 'mainnet', amountMsat: 2_000_000_000n, expirySeconds: 3_600 },
  ],
  [
    'testnet, with a fallback address',
    `lntb20m1pvjluez${H}${P}fpp3x9et2e20v6pu37c5d9vax37wxq72un98kmzzhznpurw9sgl2v0nklu2g4d0keph5t7tj9tcqd8rexnd07ux4uv2cjvcqwaxgj7v4uwn5wmypjd5n69z2xm3xgksg28nwht7f6zspwp3f9t`,
    { network: 'testnet', amountMsat: 2_000_000_000n, expirySeconds: 3_600 },
  ],
  [
    'route hints',
    `lnbc20m1pvjluez${P}${H}fpp3qjmp7lwpagxun9pygexvgpjdc4jdj85fr9yq20q82gphp2nflc7jtzrcazrra7wwgzxqc8u7754cdlpfrmccae92qgzqvzq2ps8pqqqqqqpqqqqq9qqqvpeuqafqxu92d8lr6fvg0r5gv0heeeqgcrqlnm6jhphu9y00rrhy4grqszsvpcgpy9qqqqqqgqqqqq7qqzqj9n4evl6mr5aj9f58zp6fyjzup6ywn3x6sk8akg5v4tgn2q8g4fhx05wf6juaxu9760yp46454gpg5mtzgerlzezqcqvjnhjh8z3g2qqdhhwkj`,
    { network: 'mainnet', amountMsat: 2_000_000_000n, expirySeconds: 3_600 },
  ],
  [
    'a payment secret and features',
    BEANS,
    { network: 'mainnet', amountMsat: 2_500_000_000n, expirySeconds: 3_600 },
  ],
  [
    'fields that must be ignored, payment hashes of other lengths among them',
    `${BEANS.slice(0, BEANS.indexOf('67gye39'))}${IGNORED}2jxxfsnucm4jf4zwtznpaxphce606fvhvje5x7d4gw7n73994hgs7nteqvenq8a4ml8aqtchv5d9pf7l558889hp4yyrqv6a7zpq9fgpskqhza`,
    { network: 'mainnet', amountMsat: 2_500_000_000n, expirySeconds: 3_600 },
  ],
] as const;

const PICO =
  'lnbc9678785340p1pwmna7lpp5gc3xfm08u9qy06djf8dfflhugl6p7lgza6dsjxq454gxhj9t7a0sd8dgfkx7cmtwd68yetpd5s9xar0wfjn5gpc8qhrsdfq24f5ggrxdaezqsnvda3kkum5wfjkzmfqf3jkgem9wgsyuctwdus9xgrcyqcjcgpzgfskx6eqf9hzqnteypzxz7fzypfhg6trddjhygrcyqezcgpzfysywmm5ypxxjemgw3hxjmn8yptk7untd9hxwg3q2d6xjcmtv4ezq7pqxgsxzmnyyqcjqmt0wfjjq6t5v4khxxqyjw5qcqp2rzjq0gxwkzc8w6323m55m4jyxcjwmy7stt9hwkwe2qxmy8zpsgg7jcuwz87fcqqeuqqqyqqqqlgqqqqn3qq9qn07ytgrxxzad9hc4xt3mawjjt8znfv8xzscs7007v9gh9j569lencxa8xeujzkxs0uamak9aln6ez02uunw6rd2ht2sqe4hz8thcdagpleym0j';

/** Builds a BOLT11 from words, with a zero signature: enough for all that is decoded here. */
function build(prefix: string, fields: readonly number[], timestamp = [0, 0, 0, 0, 0, 0, 1]): string {
  return bech32.encode(prefix, [...timestamp, ...fields, ...Array<number>(104).fill(0)], false);
}
const HASH_FIELD = [1, 1, 20, ...bech32.toWords(Buffer.from(HASH, 'hex'))];
const badAnswer = (why: string) =>
  expect.objectContaining({
    name: 'PaymentError',
    code: 'gateway_bad_answer',
    message: 'gateway_bad_answer',
    cause: expect.objectContaining({ message: expect.stringContaining(why) }),
  });

describe('decodeBolt11', () => {
  it.each(EXAMPLES)('reads the example of BOLT 11: %s', (_, text, { network, amountMsat, expirySeconds }) => {
    expect(decodeBolt11(text)).toEqual({
      bolt11: text,
      network,
      amountMsat,
      paymentHash: HASH,
      expiresAtMs: (1_496_314_658 + expirySeconds) * 1_000,
    });
  });

  it('reads the example of BOLT 11: pico-bitcoins, one week', () => {
    expect(decodeBolt11(PICO)).toEqual({
      bolt11: PICO,
      network: 'mainnet',
      amountMsat: 967_878_534n,
      paymentHash: '462264ede7e14047e9b249da94fefc47f41f7d02ee9b091815a5506bc8abf75f',
      expiresAtMs: (1_572_468_703 + 604_800) * 1_000,
    });
  });

  it('reads upper case and gives lower case', () => {
    expect(decodeBolt11(BEANS.toUpperCase())).toEqual(decodeBolt11(BEANS));
  });

  it.each([
    ['a wrong checksum', 'checksum', `lnbc2500u1pvjluez${NONSENSE}t`],
    ['no separator', 'checksum', `pvjluez${NONSENSE}y`],
    ['mixed case', 'checksum', `LNBC2500u1pvjluez${NONSENSE}y`],
    ['too short', 'too short', `lnbc1pvjluez${P}dpl2pkx2ctnv5sxxmmwwd5kgetjypeh2ursdae8g6na6hlh`],
    [
      'an unknown multiplier',
      'network or amount',
      `lnbc2500x1pvjluez${P}dq5xysxxatsyp3k7enxv4jsxqzpujr6jxr9gq9pv6g46y7d20jfkegkg4gljz2ea2a3m9lmvvr95tq2s0kvu70u3axgelz3kyvtp2ywwt0y8hkx2869zq5dll9nelr83zzqqpgl2zg`,
    ],
    [
      'less than a millisatoshi',
      'finer than a millisatoshi',
      `lnbc2500000001p1pvjluez${P}dq5xysxxatsyp3k7enxv4jsxqzpu7hqtk93pkf7sw55rdv4k9z2vj050rxdr6za9ekfs3nlt5lr89jqpdmxsmlj9urqumg0h9wzpqecw7th56tdms40p2ny9q4ddvjsedzcplva53s`,
    ],
  ])('refuses the invalid example of BOLT 11: %s', (_, why, text) => {
    expect(() => decodeBolt11(text)).toThrow(badAnswer(why));
  });

  it.each([
    ['nothing', 'checksum', ''],
    ['an address', 'network or amount', 'bc1qw508d6qejxtdg4y5r3zarvary0c5xw7kv8f3t4'],
    ['a payment link', 'checksum', `lightning:${BEANS}`],
    [
      'an LNURL',
      'network or amount',
      bech32.encode('lnurl', bech32.toWords(Buffer.from('https://shop.example.com/')), false),
    ],
    ['a network that is none of ours', 'network or amount', build('lnltc', HASH_FIELD)],
    ['a leading zero', 'network or amount', build('lnbc01u', HASH_FIELD)],
    ['an amount of zero', 'network or amount', build('lnbc0u', HASH_FIELD)],
    ['no payment hash', 'no payment hash', build('lnbc', [])],
    ['a field cut in its head', 'cut field', build('lnbc', [...HASH_FIELD, 6, 0])],
    ['a field longer than what is left', 'cut field', build('lnbc', [...HASH_FIELD, 6, 0, 2, 1])],
    ['a payment hash with bits left over', 'bits left over', build('lnbc', [...HASH_FIELD.slice(0, -1), 1])],
    [
      'an end beyond all numbers',
      'out of range',
      build('lnbc', [...HASH_FIELD, 6, 0, 11, ...Array<number>(11).fill(31)]),
    ],
  ])('refuses %s', (_, why, text) => {
    expect(() => decodeBolt11(text)).toThrow(badAnswer(why));
  });

  it('reads whole bitcoins, signet, and leading zeros in the expiry', () => {
    const text = build('lntbs2', [...HASH_FIELD, 6, 0, 4, 0, 0, 1, 28]);
    expect(decodeBolt11(text)).toMatchObject({
      network: 'signet',
      amountMsat: 200_000_000_000n,
      expiresAtMs: 61_000,
    });
  });

  it('skips a payment hash of another length, also when it comes first', () => {
    const short = [1, 1, 19, ...Array<number>(51).fill(0)];
    expect(decodeBolt11(build('lnbc', [...short, ...HASH_FIELD])).paymentHash).toBe(HASH);
  });

  it('reads what an independent encoder wrote, for any amount, time and expiry', () => {
    fc.assert(
      fc.property(
        fc.bigInt({ min: 1n, max: 2_100_000_000_000_000n }),
        fc.integer({ min: 0, max: 2 ** 35 - 1 }),
        fc.integer({ min: 1, max: 2 ** 32 }),
        (amountMsat, timestamp, expirySeconds) => {
          const tags = [
            { tagName: 'payment_hash', data: HASH },
            { tagName: 'payment_secret', data: HASH },
            { tagName: 'description', data: '' },
            { tagName: 'expire_time', data: expirySeconds },
          ];
          const unsigned = encode({ millisatoshis: amountMsat.toString(), timestamp, tags });
          const { paymentRequest = '' } = sign(unsigned, HASH);
          expect(decodeBolt11(paymentRequest)).toEqual({
            bolt11: paymentRequest,
            network: 'mainnet',
            amountMsat,
            paymentHash: HASH,
            expiresAtMs: (timestamp + expirySeconds) * 1_000,
          });
          expect(decode(paymentRequest).millisatoshis).toBe(amountMsat.toString());
        },
      ),
      { numRuns: 30 },
    );
  });

  it('refuses a text in which any one character was changed', () => {
    const printable = fc.integer({ min: 33, max: 126 }).map((code) => String.fromCharCode(code));
    fc.assert(
      fc.property(fc.nat({ max: PICO.length - 1 }), printable, (at, character) => {
        fc.pre(PICO[at] !== character);
        const changed = PICO.slice(0, at) + character + PICO.slice(at + 1);
        expect(() => decodeBolt11(changed)).toThrow(badAnswer('BOLT11 refused'));
      }),
      { numRuns: 1_000 },
    );
  });
});

describe('bolt11Description', () => {
  // What BOLT 11 says of its examples.
  it('is what wallets show, or nothing where only its hash is there', () => {
    const of = (title: string) => bolt11Description(EXAMPLES.find(([known]) => known === title)?.[1] ?? '');
    expect(of('any amount, default expiry')).toBe('Please consider supporting this project');
    expect(of('a description beyond ASCII')).toBe('ナンセンス 1杯');
    expect(of('milli-bitcoins, hashed description')).toBeNull();
    expect(() => bolt11Description('lnbc1')).toThrow('gateway_bad_answer');
  });
});
