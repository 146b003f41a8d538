import { Hono } from 'hono';
import { describe, expect, it } from 'vitest';
import { PaymentError, type PaymentErrorCode, type PaymentErrorOptions } from '../payments/errors.ts';
import { PROBLEMS, problem, toPaymentError } from './errors.ts';

// Safe: `satisfies` in errors.ts holds the keys to the union.
const codes = Object.keys(PROBLEMS) as PaymentErrorCode[];

async function answer(code: PaymentErrorCode, options: PaymentErrorOptions = {}) {
  const app = new Hono().get('/', (c) => problem(c, new PaymentError(code, options), 'req_1'));
  const response = await app.request('/');
  const text = await response.text();
  return { status: response.status, headers: response.headers, text, body: JSON.parse(text) };
}

describe('PROBLEMS', () => {
  // DESIGN section 4, Status codes.
  it.each<[number, PaymentErrorCode[]]>([
    [400, ['malformed_json', 'idempotency_key_invalid']],
    [401, ['unauthorized']],
    [403, ['forbidden', 'origin_not_allowed', 'open_amounts_off']],
    [404, ['payment_not_found', 'not_found']],
    [405, ['method_not_allowed']],
    [
      409,
      ['idempotency_in_progress', 'already_settled', 'partially_paid', 'not_settled', 'mail_not_configured'],
    ],
    [413, ['body_too_large']],
    [415, ['unsupported_media_type']],
    [422, ['invalid_request', 'idempotency_mismatch', 'amount_out_of_range', 'currency_not_accepted']],
    [422, ['product_unknown', 'request_invalid']],
    [429, ['rate_limited']],
    [500, ['internal_error']],
    [502, ['gateway_bad_answer']],
    [503, ['gateway_unavailable', 'ledger_unavailable', 'liquidity_unavailable']],
  ])('answers %i for %j', (status, list) => {
    for (const code of list) expect(PROBLEMS[code][0], code).toBe(status);
  });
});

describe('problem', () => {
  it.each(codes)('answers %s as problem+json that names only itself', async (code) => {
    const cause = new Error('select * from secrets at /srv/app.ts');
    const { status, headers, text, body } = await answer(code, { cause });
    expect(headers.get('content-type')).toBe('application/problem+json');
    expect(headers.get('cache-control')).toBe('no-store');
    expect(Object.keys(body)).toEqual(['type', 'title', 'status', 'code', 'detail', 'requestId', 'errors']);
    expect(body).toMatchObject({ status, requestId: 'req_1', errors: [] });
    expect(body.type).toBe(`urn:lightning-pay:error:${body.code}`);
    expect(text).not.toMatch(/secrets|app\.ts/);
  });

  it('tells an outsider nothing of BTCPay’s ids', async () => {
    const { status, text, body } = await answer('invoice_unknown');
    expect([status, body.code]).toEqual([502, 'gateway_bad_answer']);
    expect(text).not.toContain('invoice_unknown');
  });

  it.each([
    'rate_limited',
    'gateway_unavailable',
    'idempotency_in_progress',
    'ledger_unavailable',
    'liquidity_unavailable',
  ] as const)('sends Retry-After with %s, at least a second', async (code) => {
    expect(Number((await answer(code)).headers.get('retry-after'))).toBeGreaterThanOrEqual(1);
    expect((await answer(code, { retryAfterSeconds: 7 })).headers.get('retry-after')).toBe('7');
    expect((await answer(code, { retryAfterSeconds: 0.2 })).headers.get('retry-after')).toBe('1');
  });

  it('sends no Retry-After where waiting does not help', async () => {
    expect((await answer('invalid_request')).headers.get('retry-after')).toBeNull();
  });

  it('carries detail and faults', async () => {
    const errors = [{ path: 'amount', message: 'must be a string' }];
    const { body } = await answer('invalid_request', { detail: 'See errors.', errors });
    expect(body).toMatchObject({ detail: 'See errors.', errors, title: 'The request is not valid' });
  });
});

describe('toPaymentError', () => {
  it('keeps an error with a code, and wraps everything else', () => {
    const known = new PaymentError('not_found');
    expect(toPaymentError(known)).toBe(known);
    for (const thrown of [new TypeError('x'), 'text', undefined, { code: 'not_found' }]) {
      const error = toPaymentError(thrown);
      expect([error.code, error.cause]).toEqual(['internal_error', thrown]);
    }
  });
});
