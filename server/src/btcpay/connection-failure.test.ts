import { describe, expect, it } from 'vitest';
import { connectionFailure, FAILURE_WORDS } from './connection-failure.ts';

const fetchFailed = (code: string) =>
  new TypeError('fetch failed', { cause: Object.assign(new Error(code), { code }) });

describe('connectionFailure', () => {
  it.each([
    ['ECONNREFUSED', 'refused'],
    ['ENOTFOUND', 'unknown_name'],
    ['EAI_AGAIN', 'unknown_name'],
    ['EHOSTUNREACH', 'unreachable'],
    ['ENETUNREACH', 'unreachable'],
    ['CERT_HAS_EXPIRED', 'tls'],
    ['DEPTH_ZERO_SELF_SIGNED_CERT', 'tls'],
    ['ERR_TLS_CERT_ALTNAME_INVALID', 'tls'],
    ['UNABLE_TO_VERIFY_LEAF_SIGNATURE', 'tls'],
    ['EPROTO', 'tls'],
    ['ERR_SSL_WRONG_VERSION_NUMBER', 'tls'],
    ['UND_ERR_CONNECT_TIMEOUT', 'silent'],
    ['ETIMEDOUT', 'silent'],
    ['ECONNRESET', 'cut'],
    ['UND_ERR_SOCKET', 'cut'],
  ] as const)('of %s is %s', (code, failure) => {
    expect(connectionFailure(fetchFailed(code))).toBe(failure);
  });

  it('of a deadline is silent, and of anything else cut', () => {
    expect(connectionFailure(new DOMException('too late', 'TimeoutError'))).toBe('silent');
    expect(connectionFailure(new TypeError('bad port'))).toBe('cut');
    expect(connectionFailure('?')).toBe('cut');
  });

  it('has words for each', () => {
    for (const words of Object.values(FAILURE_WORDS)) expect(`https://pay.example ${words}`).toMatch(/\w$/);
  });
});
