import type { LogFields, Logger } from './logger.ts';

/** One finished request. */
interface RequestLine extends LogFields {
  readonly requestId: string;
}

/** Writes requests and failures to the log. */
export function logRequests(log: Logger): {
  request(line: RequestLine): void;
  failure(requestId: string, error: unknown): void;
} {
  return {
    request: (line) => log.info('request', line),
    failure: (requestId, error) => log.error('failed', { requestId, error }),
  };
}
