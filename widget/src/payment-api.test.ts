import { describe, expect, it } from 'vitest';
import { FakeClock, flush } from '../test/fixtures/fake-clock.ts';
import { payment } from '../test/fixtures/payments.ts';
import type { CheckoutError } from './errors.ts';
import { createPaymentApi, type PaymentApi } from './payment-api.ts';
import { parseServerUrl } from './server-address.ts';

const KEY = 'A'.repeat(22);
const INPUT = { amount: '50', currency: 'USD' };
const CREATED = payment({ clientSecret: 'secret' });

type Answer = Response | Error | 'never';

/** A server that gives these answers, in turn. */
function setUp(...answers: Answer[]) {
  const clock = new FakeClock();
  const calls: { url: string; init: RequestInit }[] = [];
  const api = createPaymentApi({
    server: parseServerUrl('https://pay.example.com'),
    clock,
    fetch(url, init = {}) {
      calls.push({ url: String(url), init });
      const answer = answers.shift();
      if (answer instanceof Response) return Promise.resolve(answer);
      if (answer instanceof Error) return Promise.reject(answer);
      return new Promise((_, reject) => {
        init.signal?.addEventListener('abort', () => reject(new DOMException('aborted', 'AbortError')));
      });
    },
  });
  return { api, calls, clock };
}

const problem = (status: number, code: string, headers: Record<string, string> = {}) =>
  Response.json({ code }, { status, headers });
const created = () => Response.json(CREATED, { status: 201 });
const create = (api: PaymentApi, signal = new AbortController().signal) =>
  api.createPayment(INPUT, KEY, signal);
const renew = (api: PaymentApi) => api.renewPayment('pay_1', 'secret', new AbortController().signal);
const read = (api: PaymentApi) => api.getPayment('pay_1', 'secret', new AbortController().signal);
/** The error, so that nobody has to handle a rejection later. */
const failure = (promise: Promise<unknown>) =>
  promise.then(
    () => null,
    (error: CheckoutError) => error,
  );

describe('createPaymentApi', () => {
  it('creates with the key as a header, and without cookies or cache', async () => {
    const { api, calls, clock } = setUp(created());
    expect(await create(api)).toEqual(CREATED);
    expect(calls).toMatchObject([
      {
        url: 'https://pay.example.com/v1/payments',
        init: {
          method: 'POST',
          headers: { 'Content-Type': 'application/json', 'Idempotency-Key': KEY },
          body: '{"amount":"50","currency":"USD"}',
          credentials: 'omit',
          cache: 'no-store',
        },
      },
    ]);
    expect(clock.pending).toBe(0);
  });

  it('reads with the secret in a header, never in the address', async () => {
    const { api, calls } = setUp(Response.json(payment()));
    expect(await read(api)).toEqual(payment());
    expect(calls).toMatchObject([
      {
        url: 'https://pay.example.com/v1/payments/pay_1',
        init: { headers: { Authorization: 'Bearer secret' }, credentials: 'omit', cache: 'no-store' },
      },
    ]);
  });

  it.each([
    ['a broken network', new TypeError('failed'), 500],
    ['409 in flight', problem(409, 'idempotency_in_progress', { 'Retry-After': '1' }), 1000],
    ['503 with a short Retry-After', problem(503, 'gateway_unavailable', { 'Retry-After': '5' }), 5000],
  ])('creates once more, with the same key, after %s', async (_, first, delayMs) => {
    const { api, calls, clock } = setUp(first, created());
    const answer = create(api);
    await clock.advance(delayMs - 1);
    expect(calls).toHaveLength(1);
    await clock.advance(1);
    expect(await answer).toEqual(CREATED);
    expect(calls.map(({ init }) => init)).toMatchObject(
      Array(2).fill({ headers: { 'Idempotency-Key': KEY } }),
    );
    expect(clock.pending).toBe(0);
  });

  it('gives up after the second failure, to be tried again by the customer', async () => {
    const { api, calls, clock } = setUp(new TypeError('failed'), new TypeError('failed'));
    const error = failure(create(api));
    await clock.advance(60_000);
    expect(await error).toMatchObject({ code: 'network', retryable: true });
    expect(calls).toHaveLength(2);
  });

  it.each([
    ['422', problem(422, 'amount_out_of_range'), { code: 'amount_out_of_range', retryable: false }],
    ['403', problem(403, 'origin_not_allowed'), { code: 'origin_not_allowed', retryable: false }],
    [
      '429',
      problem(429, 'rate_limited', { 'Retry-After': '3' }),
      { code: 'rate_limited', retryable: true, retryAfterSeconds: 3 },
    ],
    [
      '503 with a long Retry-After',
      problem(503, 'gateway_unavailable', { 'Retry-After': '30' }),
      { retryAfterSeconds: 30 },
    ],
    ['500', problem(500, 'internal_error'), { code: 'internal_error', retryable: true }],
    ['a page in its place', new Response('<p>Sign in</p>'), { code: 'bad_answer', retryable: true }],
    ['half a payment', Response.json({ ...CREATED, version: 'x' }), { code: 'bad_answer', retryable: true }],
  ])('does not create again after %s', async (_, answer, error) => {
    const { api, calls, clock } = setUp(answer);
    expect(await failure(create(api))).toMatchObject(error);
    expect(calls).toHaveLength(1);
    expect(clock.pending).toBe(0);
  });

  it('cuts a creation after 20 s, and the second after 20 s more', async () => {
    const { api, calls, clock } = setUp('never', 'never');
    const error = failure(create(api));
    await clock.advance(19_999);
    expect(calls[0]?.init.signal?.aborted).toBe(false);
    await clock.advance(1);
    expect(calls[0]?.init.signal?.aborted).toBe(true);
    await clock.advance(20_500);
    expect(await error).toMatchObject({ code: 'timeout', retryable: true });
    expect(calls).toHaveLength(2);
  });

  it('cuts a read after 10 s, and does not repeat it', async () => {
    const { api, calls, clock } = setUp('never');
    const error = failure(read(api));
    await clock.advance(10_000);
    expect(await error).toMatchObject({ code: 'timeout', retryable: true });
    expect(calls).toHaveLength(1);
  });

  it.each([
    ['while the answer is awaited', ['never'], 0],
    ['before the second attempt', [new TypeError('failed'), 'never'], 100],
  ] as const)('ends at once when it is called off %s', async (_, answers, afterMs) => {
    const { api, clock, calls } = setUp(...answers);
    const stop = new AbortController();
    const error = failure(create(api, stop.signal));
    await clock.advance(afterMs);
    stop.abort();
    await flush();
    expect(await error).toMatchObject({ name: 'AbortError' });
    expect(calls).toHaveLength(1);
    expect(clock.pending).toBe(0);
  });

  it('asks nothing when it is called off before', async () => {
    const { api, calls } = setUp('never');
    expect(await failure(create(api, AbortSignal.abort()))).toMatchObject({ name: 'AbortError' });
    expect(calls).toHaveLength(0);
  });

  it('renews with the secret in a header, and nothing in the body', async () => {
    const { api, calls } = setUp(Response.json(payment()));
    expect(await renew(api)).toEqual(payment());
    expect(calls).toMatchObject([
      {
        url: 'https://pay.example.com/v1/payments/pay_1/renew',
        init: { method: 'POST', headers: { Authorization: 'Bearer secret' }, credentials: 'omit' },
      },
    ]);
    expect(calls[0]?.init.body).toBeUndefined();
  });

  it('renews three times at most, each time after the pause that the server asks for', async () => {
    const busy = () => problem(503, 'gateway_unavailable', { 'Retry-After': '2' });
    const { api, calls, clock } = setUp(
      problem(409, 'idempotency_in_progress', { 'Retry-After': '1' }),
      busy(),
      busy(),
    );
    const error = failure(renew(api));
    await clock.advance(2_999);
    expect(calls).toHaveLength(2);
    await clock.advance(1);
    expect(await error).toMatchObject({ code: 'gateway_unavailable', retryable: true });
    expect([calls.length, clock.pending]).toEqual([3, 0]);
  });

  it.each(['already_settled', 'partially_paid'])('does not renew again after %s', async (code) => {
    const { api, calls } = setUp(problem(409, code));
    expect(await failure(renew(api))).toMatchObject({ code, retryable: false });
    expect(calls).toHaveLength(1);
  });
});
