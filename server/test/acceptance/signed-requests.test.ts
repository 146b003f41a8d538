import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { TIMINGS } from '../../src/timings.ts';
import { dummySecret } from '../required-env.ts';
import { expectInvariants } from './invariants.ts';
import {
  edited,
  inSeconds,
  made,
  merchant,
  OLD_SIGNING_SECRET,
  outcome,
  PRICING,
  paymentOf,
  SIGNING_SECRET,
  signed,
} from './pricing.ts';
import { MERCHANT_KEY, newKey, type Rig, startRig } from './rig.ts';

/** Tokens that no payment is made for, and what is wrong with them. */
const BAD: readonly (readonly [string, () => string])[] = [
  ['alg none', () => signed({}, SIGNING_SECRET, { alg: 'none' })],
  ['alg none without a signature', () => signed({}, SIGNING_SECRET, { alg: 'none' }).replace(/[^.]*$/, '')],
  ['another alg, truly signed', () => signed({}, SIGNING_SECRET, { alg: 'HS512' }, 'sha512')],
  ['an alg of key pairs', () => signed({}, SIGNING_SECRET, { alg: 'RS256' })],
  ['a wrong key', () => signed({}, dummySecret(16, 'w'))],
  ['no key', () => signed({}, '')],
  ['the key that pages have for their payment', () => signed({}, dummySecret(32, 'a'))],
  ['a price that was edited', () => edited(signed(), { amount: '20' })],
  ['an expired one', () => signed({ exp: inSeconds(-1) })],
  ['one that never ends', () => signed({ exp: undefined })],
  ['a wrong audience', () => signed({ aud: 'https://shop.example' })],
  ['no audience', () => signed({ aud: undefined })],
  ['exp too far ahead', () => signed({ exp: inSeconds(86_410) })],
  ['no jti', () => signed({ jti: undefined })],
  ['a claim that is not known', () => signed({ discount: '90%' })],
  ['no token', () => 'a.b.c'],
];

describe('signed requests', () => {
  let rig: Rig;
  beforeAll(async () => {
    rig = await startRig({ settings: PRICING });
  }, 120_000);
  afterAll(async () => {
    await expectInvariants(rig.ledger);
    await rig.stop();
  });

  /** A creation without an Idempotency-Key. */
  const createKeyless = (body: object) =>
    fetch(`${rig.url}/v1/payments`, {
      method: 'POST',
      headers: { 'Content-Type': 'application/json' },
      body: JSON.stringify(body),
    });

  it('A2 alg none, another alg, a wrong key, expired, a wrong audience, exp too far ahead, the jti in another token: refused, nothing minted; the same token again is the same payment', async () => {
    const untouched = await made(rig);
    for (const [what, token] of BAD) {
      const answer = await rig.create({ request: token() });
      expect(await answer.json(), `${what}: the answer tells no forger why`).toEqual({
        type: 'urn:lightning-pay:error:request_invalid',
        title: 'The signed request is not valid',
        status: 422,
        code: 'request_invalid',
        detail: 'The signed request is not valid',
        requestId: expect.any(String),
        errors: [],
      });
    }
    expect(await made(rig)).toEqual(untouched);

    const jti = newKey();
    const token = signed({ jti });
    const first = await paymentOf(await rig.create({ request: token }));
    const before = await made(rig);
    const again = [
      await rig.create({ request: token }),
      await rig.create({ request: token }, { 'Idempotency-Key': jti }),
      await createKeyless({ request: token }),
      await rig.create({ request: token, email: 'b@example.com', metadata: { a: 'b' } }),
    ];
    for (const answer of again) {
      expect(answer.headers.get('idempotency-replayed')).toBe('true');
      expect((await paymentOf(answer)).id).toBe(first.id);
    }
    for (const change of [{ amount: '20.00' }, { orderId: 'A-43' }, { exp: inSeconds(700) }]) {
      const other = await rig.create({ request: signed({ jti, ...change }) });
      expect(await outcome(other), JSON.stringify(change)).toBe('422 idempotency_mismatch');
    }
    expect(await made(rig)).toEqual(before);
  });

  it('makes one payment of ten creations at once with one token', async () => {
    const token = signed();
    const before = await made(rig);
    const answers = await Promise.all(Array.from({ length: 10 }, () => rig.create({ request: token })));
    const ids = await Promise.all(answers.map(async (answer) => (await paymentOf(answer)).id));
    expect(new Set(ids).size).toBe(1);
    expect(await made(rig)).toEqual(before.map((count) => count + 1));
  });

  it('a jti that a page used as its own key stands in no token’s way', async () => {
    const jti = newKey();
    const taken = await paymentOf(await rig.create({ amount: '20' }, { 'Idempotency-Key': jti }));
    const payment = await paymentOf(await rig.create({ request: signed({ jti }) }));
    expect(payment.id).not.toBe(taken.id);
    expect(payment).toMatchObject({ pricedBy: 'request', amount: '42.00' });
  });

  it('no token outlives the memory of its payment', () => {
    expect(TIMINGS.idempotencyKeptMs).toBeGreaterThanOrEqual(86_400_000);
  });

  it('during rotation both secrets verify; what the server signs is taken, and lasts as long as was asked', async () => {
    expect(await paymentOf(await rig.create({ request: signed({}, OLD_SIGNING_SECRET) }))).toMatchObject({
      amount: '42.00',
    });
    const order = {
      amount: '50',
      currency: 'USD',
      orderId: 'A-9',
      description: 'Nine',
      expiresInSeconds: 60,
    };
    const answer = await merchant(rig, 'POST', 'payment-requests', order);
    expect(answer.status).toBe(201);
    const { request, expiresAt } = (await answer.json()) as { request: string; expiresAt: string };
    expect(Math.abs(Date.parse(expiresAt) - Date.now() - 60_000)).toBeLessThan(5_000);
    const payment = await paymentOf(await rig.create({ request }));
    expect(payment).toMatchObject({
      pricedBy: 'request',
      amount: '50.00',
      currency: 'USD',
      orderId: 'A-9',
      description: 'Nine',
    });
    const day = await merchant(rig, 'POST', 'payment-requests', { ...order, expiresInSeconds: 86_400 });
    await paymentOf(await rig.create({ request: ((await day.json()) as { request: string }).request }));
    for (const change of [
      { amount: '19.99' },
      { currency: 'JPY' },
      { orderId: '' },
      { orderId: undefined },
      { expiresInSeconds: 86_401 },
      { expiresInSeconds: 0 },
      { jti: newKey() },
    ]) {
      expect((await merchant(rig, 'POST', 'payment-requests', { ...order, ...change })).status).toBe(422);
    }
  });

  it('says so where signed requests are off', async () => {
    const off = await startRig({ settings: { merchantApiKeys: [MERCHANT_KEY] } });
    const answers = [
      await merchant(off, 'POST', 'payment-requests', { amount: '50', currency: 'USD', orderId: 'A' }),
      await off.create({ request: signed() }),
      await off.create({ request: signed({}, '') }),
    ];
    expect(answers.map(({ status }) => status)).toEqual([404, 422, 422]);
    for (const answer of answers) {
      expect(await answer.json()).toMatchObject({ detail: expect.stringContaining('not switched on') });
    }
    expect(await made(off)).toEqual([0, 0]);
    await off.stop();
  }, 60_000);
});
