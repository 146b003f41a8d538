import type { NodemailerError } from 'nodemailer';
import type { SendResult } from '../payments/outgoing.ts';

/** Codes of nodemailer, in our words. */
const REASONS: Readonly<Record<string, string>> = {
  EABORT: 'timeout',
  ETIMEDOUT: 'timeout',
  ETLS: 'tls',
  EAUTH: 'auth',
  ENOAUTH: 'auth',
  EDNS: 'refused',
  ECONNECTION: 'closed',
  EENVELOPE: 'rejected',
  EMESSAGE: 'rejected',
};

/**
 * Judges why a mail could not be handed in. Nothing that the mail server said gets further than its code: it may repeat
 * the address.
 *
 * @param thrown What nodemailer threw.
 * @returns `forgotten` where the server refuses the mailbox for good; else `failed`.
 */
export function mailFailure(thrown: unknown): SendResult {
  const error: NodemailerError = thrown instanceof Error ? thrown : new Error('thrown', { cause: thrown });
  return {
    kind: isMailboxRefused(error) ? 'forgotten' : 'failed',
    status: error.responseCode ?? null,
    reason: reasonOf(error),
    retryAfterMs: null,
  };
}

function reasonOf({ code = '', syscall }: NodemailerError): string {
  if (code !== 'ESOCKET') return REASONS[code] ?? 'internal_error';
  // What the system says of a socket names its call; what is wrong with TLS has none.
  if (syscall === undefined) return 'tls';
  return syscall === 'connect' || syscall === 'getaddrinfo' ? 'refused' : 'closed';
}

/**
 * Whether the server will never take mail for this mailbox. A 530 wants us to log in, and a 5.7 is about who sends: both
 * are ours to mend, so they are tried again.
 *
 * @see https://www.rfc-editor.org/rfc/rfc3463#section-3.8
 */
function isMailboxRefused({ command, responseCode = 0, response = '' }: NodemailerError): boolean {
  if (command !== 'RCPT TO' || responseCode === 530 || responseCode === 503) return false;
  return responseCode >= 500 && responseCode <= 599 && !/^5\d\d[ -]5\.7\./.test(response);
}
