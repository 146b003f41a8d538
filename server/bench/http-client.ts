import { once } from 'node:events';
import { Agent, type IncomingMessage, request } from 'node:http';

const DEADLINE_MS = 15_000;

/** An answer with its whole body. */
export interface Answer {
  readonly status: number;
  readonly text: string;
  /** Seconds after which to come again; null: it does not say. */
  readonly retryAfterSeconds: number | null;
}

/** Requests to one origin over kept-alive connections, with as little of its own as Node allows. */
export interface HttpClient {
  send(
    method: 'GET' | 'POST' | 'PUT',
    path: string,
    headers: Readonly<Record<string, string>>,
    body?: string,
  ): Promise<Answer>;
  close(): void;
}

/** Builds a client for an origin, as `http://127.0.0.1:8787`. */
export function createHttpClient(origin: string): HttpClient {
  const agent = new Agent({ keepAlive: true });
  return {
    async send(method, path, headers, body = '') {
      const outgoing = request(`${origin}${path}`, {
        method,
        agent,
        headers: method !== 'GET' ? { ...headers, 'content-length': Buffer.byteLength(body) } : headers,
        signal: AbortSignal.timeout(DEADLINE_MS),
      });
      outgoing.end(body);
      const [incoming] = (await once(outgoing, 'response')) as [IncomingMessage]; // of 'response'
      let text = '';
      incoming.setEncoding('utf8');
      for await (const chunk of incoming) text += chunk;
      const retryAfter = incoming.headers['retry-after'];
      const retryAfterSeconds = retryAfter === undefined ? null : Number(retryAfter);
      return { status: incoming.statusCode ?? 0, text, retryAfterSeconds };
    },
    close: () => agent.destroy(),
  };
}
