import type { Clock } from './clock.ts';
import { CheckoutError } from './errors.ts';
import { REQUEST, readProblem } from './server.ts';
import { createSseParser, type SseEvent } from './sse-parser.ts';

/** One connection, and how long it may be silent. */
export interface EventStreamOptions {
  readonly url: URL;
  readonly clientSecret: string;
  readonly fetch: typeof fetch;
  readonly clock: Clock;
  readonly signal: AbortSignal;
  readonly onEvent: (event: SseEvent) => void;
  /** Called for every piece that arrives, heartbeats too. */
  readonly onBytes: () => void;
}

/** Something that buffers stands between, if the first event has not come by then. */
const FIRST_EVENT_MS = 10_000;
/** The server sends a heartbeat every 15 s. */
const SILENCE_MS = 40_000;

/**
 * Reads one connection of a stream until the server ends it.
 *
 * @returns The last `retry:` in ms, or null where the stream gave none.
 * @throws CheckoutError `timeout` without a first event after 10 s, `network` when it breaks or is silent for 40 s,
 *   else the server's own code.
 */
export async function readEventStream(options: EventStreamOptions): Promise<number | null> {
  const { url, clientSecret, fetch: send, clock, signal, onEvent, onBytes } = options;
  const connection = new AbortController();
  const abort = () => connection.abort();
  let hasEvent = false;
  let retryMs: number | null = null;
  let disarm = clock.after(FIRST_EVENT_MS, abort);
  signal.addEventListener('abort', abort);
  try {
    signal.throwIfAborted();
    const headers = { Accept: 'text/event-stream', Authorization: `Bearer ${clientSecret}` };
    const response = await send(url, { ...REQUEST, headers, signal: connection.signal });
    if (!response.ok) throw await readProblem(response);
    if (!response.body || !response.headers.get('Content-Type')?.startsWith('text/event-stream')) {
      throw new CheckoutError('bad_answer', { retryable: true });
    }
    const parse = createSseParser({
      onEvent(event) {
        hasEvent = true;
        onEvent(event);
      },
      onRetry(delayMs) {
        retryMs = delayMs;
      },
    });
    const reader = response.body.getReader();
    const decoder = new TextDecoder();
    for (let piece = await reader.read(); !piece.done; piece = await reader.read()) {
      onBytes();
      parse(decoder.decode(piece.value, { stream: true }));
      if (hasEvent) {
        disarm();
        disarm = clock.after(SILENCE_MS, abort);
      }
    }
    return retryMs;
  } catch (cause) {
    if (cause instanceof CheckoutError) throw cause;
    const isTimeout = connection.signal.aborted && !signal.aborted && !hasEvent;
    throw new CheckoutError(isTimeout ? 'timeout' : 'network', { retryable: true, cause });
  } finally {
    disarm();
    signal.removeEventListener('abort', abort);
    connection.abort();
  }
}
