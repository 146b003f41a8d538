import { once } from 'node:events';
import { type IncomingMessage, request } from 'node:http';

const DEADLINE_MS = 15_000;

/** An event stream that is read raw. */
export interface EventStream {
  /**
   * Waits until a text was heard.
   *
   * @returns `performance.now()` of the moment when its last byte was read.
   * @throws Error when the stream ends or 15 s pass without it.
   */
  heard(text: string): Promise<number>;
  close(): void;
}

/** Opens an event stream; settles once the server answered 200. */
export async function openEventStream(
  url: string,
  headers: Readonly<Record<string, string>> = {},
): Promise<EventStream> {
  const outgoing = request(url, { headers, agent: false });
  outgoing.end();
  const [incoming] = (await once(outgoing, 'response')) as [IncomingMessage]; // of 'response'
  if (incoming.statusCode !== 200) throw new Error(`no stream: ${incoming.statusCode}`);
  incoming.setEncoding('utf8');
  const waiting = new Set<{ text: string; done: (atMs: number) => void; fail: (error: Error) => void }>();
  let all = '';
  incoming.on('data', (chunk: string) => {
    const atMs = performance.now();
    all += chunk;
    for (const entry of waiting) if (all.includes(entry.text)) entry.done(atMs);
  });
  const fail = () => {
    for (const entry of waiting) entry.fail(new Error(`the stream ended without ${entry.text}`));
  };
  incoming.once('close', fail);
  incoming.on('error', fail);
  return {
    heard(text) {
      if (all.includes(text)) return Promise.resolve(performance.now());
      const { promise, resolve, reject } = Promise.withResolvers<number>();
      const limit = setTimeout(() => reject(new Error(`not heard in time: ${text}`)), DEADLINE_MS);
      const entry = { text, done: resolve, fail: reject };
      waiting.add(entry);
      return promise.finally(() => {
        clearTimeout(limit);
        waiting.delete(entry);
      });
    },
    close: () => outgoing.destroy(),
  };
}
