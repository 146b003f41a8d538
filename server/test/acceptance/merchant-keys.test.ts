import { BlockList } from 'node:net';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { TIMINGS } from '../../src/timings.ts';
import { dummySecret } from '../required-env.ts';
import { outcome } from './pricing.ts';
import { MERCHANT_KEY, NO_SWEEP, newKey, READ_KEY, type Rig, startRig } from './rig.ts';

const OLD_KEY = dummySecret(32, 'o');
const RETIRED_KEY = dummySecret(32, 'x');
const GUESSES = 20;

describe("the merchant's keys", () => {
  let rig: Rig;
  let id: string;
  beforeAll(async () => {
    const trustedProxies = new BlockList();
    trustedProxies.addAddress('127.0.0.1');
    rig = await startRig({
      settings: { merchantApiKeys: [MERCHANT_KEY, OLD_KEY], trustedProxies },
      timings: { ...NO_SWEEP, guessWindowMs: TIMINGS.guessWindowMs },
    });
    ({ id } = await rig.createPayment());
  }, 120_000);
  afterAll(() => rig.stop());

  /** Asks as somebody at an address, behind the rig's proxy. */
  function ask(address: string, authorization: string | null, method = 'GET', path = 'payments') {
    return fetch(`${rig.url}/v1/merchant/${path}`, {
      method,
      headers: {
        'X-Forwarded-For': address,
        'Content-Type': 'application/json',
        'Idempotency-Key': newKey(),
        ...(authorization === null ? {} : { Authorization: authorization }),
      },
    });
  }

  const routes = () =>
    [
      ['GET', 'payments'],
      ['GET', 'payments.csv'],
      ['GET', 'summary'],
      ['GET', 'products'],
      ['GET', `payments/${id}`],
      ['GET', `payments/${id}/explain`],
      ['DELETE', `payments/${id}/personal-data`],
      ['POST', `payments/${id}/refund`],
      ['POST', 'deliveries/evt_1/replay'],
      ['PUT', 'products/mug'],
    ] as const;

  it('A21 no, a wrong, a retired and a foreign key get 401, the reading one 403 for what writes; both of a rotation work; guesses are throttled, and lock nobody else out', async () => {
    const first = MERCHANT_KEY.slice(0, -1);
    const wrong = [
      `Bearer ${RETIRED_KEY}`,
      `Bearer ${first}`,
      `Bearer ${first}${'\u00e4'}`,
      `Bearer ${MERCHANT_KEY}m`,
    ];
    for (const [index, [method, path]] of routes().entries()) {
      // A client for each route: none of them meets the throttle.
      const address = `203.0.113.${index + 1}`;
      for (const authorization of [null, '', `Basic ${MERCHANT_KEY}`, MERCHANT_KEY, ...wrong]) {
        const answer = await ask(address, authorization, method, path);
        expect(answer.headers.get('www-authenticate')).toBe('Bearer');
        expect(await outcome(answer), `${method} ${path} ${authorization}`).toBe('401 unauthorized');
      }
      const reading = await ask(address, `Bearer ${READ_KEY}`, method, path);
      expect(reading.status, `${method} ${path}`).toBe(method === 'GET' ? 200 : 403);
      await reading.text();
    }
    for (const key of [MERCHANT_KEY, OLD_KEY]) {
      expect((await ask('203.0.113.1', `Bearer ${key}`)).status).toBe(200);
    }
    expect((await ask('203.0.113.1', `Bearer ${MERCHANT_KEY}`, 'DELETE', 'products/mug')).status).toBe(204);

    const [guesser, merchant] = ['198.51.100.7', '198.51.100.8'];
    const answers: string[] = [];
    for (let n = 0; n < GUESSES + 5; n += 1) {
      answers.push(await outcome(await ask(guesser, `Bearer ${dummySecret(32, String(n))}`)));
    }
    expect(answers).toEqual([
      ...new Array(GUESSES).fill('401 unauthorized'),
      ...new Array(5).fill('429 rate_limited'),
    ]);
    const kept = await ask(guesser, `Bearer ${MERCHANT_KEY}`);
    expect(kept.status, 'what a guesser says is not looked at any more').toBe(429);
    const seconds = Number(kept.headers.get('retry-after'));
    expect(seconds).toBeGreaterThan(0);
    expect(seconds).toBeLessThanOrEqual(TIMINGS.guessWindowMs / 1_000);
    for (let n = 0; n < GUESSES * 2; n += 1) {
      expect((await ask(merchant, `Bearer ${MERCHANT_KEY}`)).status, 'a good key costs nothing').toBe(200);
    }
    expect(await outcome(await ask(merchant, null)), 'no key is no guess').toBe('401 unauthorized');
  }, 60_000);
});
