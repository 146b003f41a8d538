import { describe, expect, it } from 'vitest';
import { mailFailure } from './mail-failure.ts';

const thrown = (fields: object) => Object.assign(new Error('to <buyer@example.com>'), fields);

describe('mailFailure', () => {
  it.each<[string, object]>([
    ['timeout', { code: 'EABORT' }],
    ['timeout', { code: 'ETIMEDOUT', timeoutType: 'GREETING_TIMEOUT' }],
    ['refused', { code: 'EDNS', syscall: 'getaddrinfo' }],
    ['refused', { code: 'ESOCKET', syscall: 'connect', originalCode: 'ECONNREFUSED' }],
    ['closed', { code: 'ESOCKET', syscall: 'read', originalCode: 'ECONNRESET' }],
    ['closed', { code: 'ECONNECTION' }],
    ['tls', { code: 'ESOCKET', originalCode: 'CERT_HAS_EXPIRED' }],
    ['tls', { code: 'ETLS' }],
    ['auth', { code: 'EAUTH', responseCode: 535 }],
    ['auth', { code: 'ENOAUTH' }],
    ['rejected', { code: 'EENVELOPE', command: 'MAIL FROM', responseCode: 550, response: '550 no' }],
    ['rejected', { code: 'EMESSAGE', command: 'DATA', responseCode: 552, response: '552 too large' }],
    ['internal_error', { code: 'SOMETHING' }],
  ])('says %s for %j', (reason, fields) => {
    const status = 'responseCode' in fields ? fields.responseCode : null;
    expect(mailFailure(thrown(fields))).toEqual({ kind: 'failed', status, reason, retryAfterMs: null });
  });

  it('takes whatever is thrown', () => {
    for (const odd of [null, undefined, 'text', {}]) {
      expect(mailFailure(odd)).toMatchObject({ kind: 'failed', reason: 'internal_error' });
    }
  });

  it.each([
    ['forgotten', 550, '550 5.1.1 unknown'],
    ['forgotten', 551, '551 moved'],
    ['failed', 550, '550 5.7.1 relaying denied'],
    ['failed', 550, '550-5.7.26 no'],
    ['failed', 503, '503 bad sequence'],
    ['failed', 530, '530 log in'],
    ['failed', 450, '450 4.2.1 busy'],
  ])('says %s of a mailbox refused with %i: %s', (kind, responseCode, response) => {
    const error = thrown({ code: 'EENVELOPE', command: 'RCPT TO', responseCode, response });
    expect(mailFailure(error)).toEqual({
      kind,
      status: responseCode,
      reason: 'rejected',
      retryAfterMs: null,
    });
  });
});
