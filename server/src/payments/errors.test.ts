import { describe, expect, it } from 'vitest';
import { PaymentError } from './errors.ts';

describe('PaymentError', () => {
  it('carries its code, and the code alone as message', () => {
    const error = new PaymentError('payment_not_found');
    expect(error).toBeInstanceOf(Error);
    expect(error.name).toBe('PaymentError');
    expect(error.code).toBe('payment_not_found');
    expect(error.message).toBe('payment_not_found');
    expect(error.cause).toBeUndefined();
    expect([error.detail, error.retryAfterSeconds, error.errors]).toEqual([undefined, undefined, undefined]);
  });

  it('carries detail, wait, faults and cause', () => {
    const cause = new TypeError('fetch failed');
    const errors = [{ path: 'amount', message: 'must be a string' }];
    const error = new PaymentError('invalid_request', {
      detail: 'See errors.',
      retryAfterSeconds: 2,
      errors,
      cause,
    });
    expect(error.message).toBe('invalid_request: See errors.');
    expect(error).toMatchObject({ detail: 'See errors.', retryAfterSeconds: 2, errors, cause });
  });
});
