/** Why no answer came from an address. */
export type ConnectionFailure = 'refused' | 'unknown_name' | 'unreachable' | 'tls' | 'silent' | 'cut';

/** What `fetch` reports in its cause's `code`. */
const CODES: readonly (readonly [RegExp, ConnectionFailure])[] = [
  [/^ECONNREFUSED$/, 'refused'],
  [/^(ENOTFOUND|EAI_AGAIN)$/, 'unknown_name'],
  [/^(EHOSTUNREACH|ENETUNREACH)$/, 'unreachable'],
  [/CERT|^ERR_TLS_|^ERR_SSL_|^EPROTO$|^UNABLE_TO_/, 'tls'],
  [/TIMEOUT|ETIMEDOUT/, 'silent'],
];

/** Says why a `fetch` failed. */
export function connectionFailure(error: unknown): ConnectionFailure {
  if (error instanceof Error && error.name === 'TimeoutError') return 'silent';
  const cause = error instanceof Error ? error.cause : undefined;
  const code = typeof cause === 'object' && cause !== null && 'code' in cause ? String(cause.code) : '';
  return CODES.find(([pattern]) => pattern.test(code))?.[1] ?? 'cut';
}

/** Each failure as the end of the sentence "<address> …". */
export const FAILURE_WORDS: Record<ConnectionFailure, string> = {
  refused: 'refuses connections: nothing listens there',
  unknown_name: 'has a host name that the DNS does not know',
  unreachable: 'cannot be reached from here: there is no route to it',
  tls: 'has no TLS certificate that is trusted for this name',
  silent: 'does not answer in time: a firewall may drop the packets, or the server hangs',
  cut: 'cut the connection without an answer',
};
