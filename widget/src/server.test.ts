import { describe, expect, it } from 'vitest';
import { readProblem } from './server.ts';

describe('readProblem', () => {
  it.each([
    [429, 'rate_limited', true],
    [503, 'gateway_unavailable', true],
    [500, 'internal_error', true],
    [409, 'idempotency_in_progress', true],
    [409, 'already_settled', false],
    [422, 'amount_out_of_range', false],
    [404, 'payment_not_found', false],
    [403, 'origin_not_allowed', false],
  ])('%d %s: retryable %s', async (status, code, retryable) => {
    const response = Response.json({ code, detail: 'why' }, { status, headers: { 'Retry-After': '7' } });
    expect(await readProblem(response)).toMatchObject({
      code,
      message: 'why',
      retryable,
      retryAfterSeconds: 7,
    });
  });

  it.each([
    ['a page of a proxy', new Response('<h1>Bad gateway</h1>', { status: 502 }), 'bad_answer', true],
    ['nothing', new Response(null, { status: 404 }), 'bad_answer', false],
    ['another JSON', Response.json(['no'], { status: 400 }), 'bad_answer', false],
    ['a refusal by a proxy', new Response('slow down', { status: 429 }), 'rate_limited', true],
  ])('reads %s', async (_, response, code, retryable) => {
    expect(await readProblem(response)).toMatchObject({ code, retryable, retryAfterSeconds: null });
  });

  it.each(['', '-1', 'soon', '1.5', 'Mon, 23 Nov 2026 10:00:00 GMT'])(
    'ignores Retry-After %j',
    async (value) => {
      const response = new Response(null, { status: 503, headers: { 'Retry-After': value } });
      expect((await readProblem(response)).retryAfterSeconds).toBeNull();
    },
  );
});
