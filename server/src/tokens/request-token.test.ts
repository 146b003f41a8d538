import { createHmac } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { fakeClock } from '../../test/fakes/clock.ts';
import { seededRandom } from '../../test/fakes/random.ts';
import { dummySecret } from '../../test/required-env.ts';
import { createRequestTokens } from './request-token.ts';

const audience = 'https://pay.example.com';
const [fresh, old] = [dummySecret(16, 'f'), dummySecret(16, 'o')];
const clock = fakeClock();
const nowSeconds = Math.floor(clock.now() / 1_000);
const tokens = (secrets = [fresh, old]) =>
  createRequestTokens({ secrets, audience, clock, random: seededRandom('requests') });

const encoded = (value: unknown) => Buffer.from(JSON.stringify(value)).toString('base64url');
const claims = {
  aud: audience,
  exp: nowSeconds + 60,
  jti: 'abcdefghijklmnopqrstuv',
  amount: '50',
  currency: 'USD',
  orderId: 'A-1',
};
/** A token as any JWT library makes it, by RFC 7515. */
function token(change: object = {}, secret = fresh, header: object = { alg: 'HS256', typ: 'JWT' }): string {
  const signed = `${encoded(header)}.${encoded({ ...claims, ...change })}`;
  return `${signed}.${createHmac('sha256', secret).update(signed).digest('base64url')}`;
}
const refusal = (text: string) =>
  tokens()
    .verify(text)
    .catch((error: unknown) => error);
const REFUSED = expect.objectContaining({ code: 'request_invalid', detail: undefined, cause: undefined });

describe('createRequestTokens', () => {
  it('reads what a backend signed, under either secret', async () => {
    for (const secret of [fresh, old]) {
      const text = token({ description: '注文 🧾' }, secret);
      expect(await tokens().verify(text)).toEqual({
        amount: '50',
        currency: 'USD',
        orderId: 'A-1',
        description: '注文 🧾',
        jti: claims.jti,
        signedText: text.slice(0, text.lastIndexOf('.')),
      });
    }
    expect(await tokens([fresh]).verify(token())).toMatchObject({ description: null });
  });

  it('signs with the newest, for the time that was asked, each under a jti of its own', async () => {
    const terms = { amount: '50.00', currency: 'USD', orderId: 'A-1', description: null };
    const made = tokens();
    const both = [await made.sign(terms, clock.now() + 60_000), await made.sign(terms, clock.now() + 60_000)];
    for (const text of both) expect(await tokens([fresh]).verify(text)).toMatchObject(terms);
    const payloads = both.map((text) =>
      JSON.parse(Buffer.from(text.split('.')[1] ?? '', 'base64url').toString()),
    );
    expect(payloads[0]).toEqual({
      aud: audience,
      exp: Math.floor((clock.now() + 60_000) / 1_000),
      jti: expect.stringMatching(/^[A-Za-z0-9_-]{22}$/),
      amount: '50.00',
      currency: 'USD',
      orderId: 'A-1',
    });
    expect(payloads[0].jti).not.toBe(payloads[1].jti);
  });

  it.each<[string, object]>([
    ['the end of its time', { exp: nowSeconds }],
    ['no end', { exp: undefined }],
    ['an end a second too far ahead', { exp: nowSeconds + 86_401 }],
    ['an end that is no whole number', { exp: nowSeconds + 60.5 }],
    ['an end in text', { exp: String(nowSeconds + 60) }],
    ['a beginning to come', { nbf: nowSeconds + 1 }],
    ['another audience', { aud: 'https://pay.example.net' }],
    ['an audience with a path', { aud: `${audience}/` }],
    ['a list of audiences', { aud: [audience] }],
    ['no audience', { aud: undefined }],
    ['no jti', { jti: undefined }],
    ['a short jti', { jti: 'x'.repeat(21) }],
    ['a long jti', { jti: 'x'.repeat(256) }],
    ['a jti of other characters', { jti: `${'x'.repeat(22)}!` }],
    ['an amount that is a number', { amount: 50 }],
    ['no amount', { amount: undefined }],
    ['no currency', { currency: undefined }],
    ['no order', { orderId: undefined }],
    ['an empty order', { orderId: '' }],
    ['a long order', { orderId: 'x'.repeat(65) }],
    ['a control character', { description: 'a\0b' }],
    ['a long description', { description: 'x'.repeat(201) }],
    ['a claim that is not known', { sub: 'x' }],
  ])('refuses %s', async (_, change) => {
    expect(await refusal(token(change))).toEqual(REFUSED);
  });

  it('takes the last second of a day, and the claims that JWT libraries add by themselves', async () => {
    for (const change of [
      { exp: nowSeconds + 86_400 },
      { exp: nowSeconds + 1 },
      { iat: nowSeconds, nbf: nowSeconds },
    ]) {
      expect(await refusal(token(change))).toMatchObject({ amount: '50' });
    }
  });

  it.each<[string, string]>([
    ['nothing', ''],
    ['no token', 'a.b.c'],
    ['no algorithm', token({}, fresh, { alg: 'none' })],
    ['no algorithm and no signature', `${encoded({ alg: 'none' })}.${encoded(claims)}.`],
    ['another algorithm of the same secret', token({}, fresh, { alg: 'HS512' })],
    ['an algorithm of key pairs', token({}, fresh, { alg: 'RS256' })],
    ['a header that must be understood', token({}, fresh, { alg: 'HS256', crit: ['x'], x: 1 })],
    ['a payload that is not encoded', token({}, fresh, { alg: 'HS256', crit: ['b64'], b64: false })],
    ['another secret', token({}, dummySecret(16, 'e'))],
    ['the empty secret', token({}, '')],
    ['changed claims', token().replace(/\..*\./, `.${encoded({ ...claims, amount: '20' })}.`)],
    ['a fourth part', `${token()}.x`],
    ['a list of claims', token().replace(/\..*\./, `.${encoded([claims])}.`)],
  ])('refuses %s', async (_, text) => {
    expect(await refusal(text)).toEqual(REFUSED);
  });

  it('is not built without a secret', () => {
    expect(() => tokens([])).toThrow(RangeError);
  });
});
