import { describe, expect, it, vi } from 'vitest';
import type { ApiError } from './api-error.ts';
import { MerchantApi } from './merchant-api.ts';

const DELIVERY = {
  id: 'evt_1',
  paymentId: 'pay_1',
  channel: 'webhook',
  type: 'payment.settled',
  at: '2026-11-24T10:00:00Z',
  state: 'pending',
  nextAttemptAt: null,
  attempts: [],
};

function apiThatGets(answer: () => Response | Promise<Response>) {
  const fetched = vi.fn(async (_url: URL | RequestInfo, _init?: RequestInit) => answer());
  const onRefused = vi.fn();
  const api = new MerchantApi({
    key: 'k1',
    base: 'https://pay.example.com/shop/',
    fetch: fetched,
    onRefused,
  });
  return { api, fetched, onRefused };
}

const json = (body: unknown, status = 200, headers = {}) => Response.json(body, { status, headers });
const problem = (status: number, code: string, more: object = {}, headers = {}) =>
  json({ code, detail: 'It says so', errors: [], ...more }, status, headers);
const errorOf = (promise: Promise<unknown>) =>
  promise.then(
    () => null,
    (error: ApiError) => error,
  );

describe('MerchantApi', () => {
  it('asks below its base, with the key in a header and nowhere else', async () => {
    const { api, fetched } = apiThatGets(() => json({ items: [DELIVERY], nextCursor: null }));
    expect(await api.listDeliveries({ state: 'dead', cursor: '', limit: '5' })).toEqual({
      items: [DELIVERY],
      nextCursor: null,
    });
    const [url, init] = fetched.mock.calls[0] ?? [];
    expect(String(url)).toBe('https://pay.example.com/shop/v1/merchant/deliveries?state=dead&limit=5');
    expect(init).toMatchObject({
      headers: { Authorization: 'Bearer k1' },
      credentials: 'omit',
      redirect: 'error',
    });
  });

  it('makes an id a single part of the address', async () => {
    const { api, fetched } = apiThatGets(() => json(DELIVERY));
    await api.replay('../x?y');
    expect(String(fetched.mock.calls[0]?.[0])).toBe(
      'https://pay.example.com/shop/v1/merchant/deliveries/..%2Fx%3Fy/replay',
    );
  });

  it('sends a refund with the key it was given', async () => {
    const refund = {
      id: 'r',
      link: null,
      amount: '5.00',
      currency: 'USD',
      reason: null,
      createdAt: DELIVERY.at,
    };
    const { api, fetched } = apiThatGets(() => json(refund, 201));
    expect(await api.refund('pay_1', { amount: '5' }, 'idem')).toEqual(refund);
    expect(fetched.mock.calls[0]?.[1]).toMatchObject({
      method: 'POST',
      body: '{"amount":"5"}',
      headers: { 'Idempotency-Key': 'idem', 'Content-Type': 'application/json' },
    });
  });

  it('tells when the key is not taken', async () => {
    const { api, onRefused } = apiThatGets(() => problem(401, 'unauthorized'));
    expect(await errorOf(api.access())).toMatchObject({ code: 'unauthorized' });
    expect(onRefused).toHaveBeenCalledOnce();
  });

  it.each([
    [problem(403, 'forbidden'), 'This key may only read. Log in with the full key to do this.'],
    [
      problem(429, 'rate_limited', {}, { 'Retry-After': '1' }),
      'Too many tries. Please wait 1 second, then try again.',
    ],
    [
      problem(429, 'rate_limited', {}, { 'Retry-After': '61' }),
      'Too many tries. Please wait 2 minutes, then try again.',
    ],
    [problem(429, 'rate_limited'), 'Too many tries. Please wait a minute, then try again.'],
    [
      problem(422, 'invalid_request', { errors: [{ path: 'amount', message: 'must be less' }] }),
      'It says so. amount: must be less.',
    ],
    [new Response('<html>', { status: 502 }), 'The server answered 502. Please try again in a moment.'],
    [new Response('<html>'), 'The server gave an answer that this page cannot read. Please reload it.'],
    [json({ access: 1 }), 'The server gave an answer that this page cannot read. Please reload it.'],
  ])('says in words what came: %#', async (answer, words) => {
    const { api } = apiThatGets(() => answer);
    expect((await errorOf(api.access()))?.words).toBe(words);
  });

  it('says that no answer came', async () => {
    const { api } = apiThatGets(() => Promise.reject(new TypeError('Failed to fetch')));
    expect(await errorOf(api.forgetPerson('pay_1'))).toMatchObject({ code: 'unreachable' });
  });

  it('takes an access that it does not know for the lesser one', async () => {
    const { api } = apiThatGets(() => json({ access: 'some' }));
    expect(await api.access()).toBe('read');
  });
});
