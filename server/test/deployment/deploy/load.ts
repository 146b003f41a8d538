import { setTimeout as wait } from 'node:timers/promises';
import type { WirePayment } from '../../../src/http/contract.ts';
import { newKey } from '../../acceptance/rig.ts';

type Created = WirePayment & { clientSecret: string };

/** What customers did and met while a load ran. */
export interface Seen {
  /** Every request that got no good answer, and why. */
  readonly lost: string[];
  /** A payment for each create, by its Idempotency-Key. */
  readonly created: Map<string, Created>;
  /** Streams that a server ended with a hint when to come back. */
  streamsEnded: number;
  /** Entries of the widget that pages loaded, as text, with how often. */
  readonly entries: Map<string, number>;
}

/** A steady load, until it is stopped. */
export interface Load {
  readonly seen: Seen;
  /** Ends it. Every request has been answered, and every stream is open or has come back, when this resolves. */
  stop(): Promise<Seen>;
}

/** Customers at once. */
const QUEUES = 2;
/** Milliseconds from one customer to the next. */
const PAUSE_MS = 200;
/** Streams that are open all the time. */
const STREAMS = 4;

/**
 * Sends a server what a shop sends it: creates, reads, pages that load the widget and later its chunk, and open streams.
 * Nobody tries a second time: what is not answered well at once is lost.
 */
export function startLoad(url: string): Load {
  const seen: Seen = { lost: [], created: new Map(), streamsEnded: 0, entries: new Map() };
  const stopping = new AbortController();

  async function ask(path: string, init: RequestInit, expected: number): Promise<Response | null> {
    const what = `${init.method ?? 'GET'} ${path}`;
    try {
      const answer = await fetch(url + path, init);
      if (answer.status === expected) return answer;
      seen.lost.push(`${what}: ${answer.status} ${await answer.text()}`);
    } catch (error) {
      if (init.signal?.aborted !== true) seen.lost.push(`${what}: ${error}`);
    }
    return null;
  }
  const bearer = ({ clientSecret }: Created) => ({ Authorization: `Bearer ${clientSecret}` });

  async function create(): Promise<Created | null> {
    const key = newKey();
    const headers = { 'Content-Type': 'application/json', 'Idempotency-Key': key };
    const answer = await ask('/v1/payments', { method: 'POST', headers, body: '{"amount":"50"}' }, 201);
    if (answer === null) return null;
    const payment = (await answer.json()) as Created;
    seen.created.set(key, payment);
    return payment;
  }

  /** A page asks for the chunk of the release that it was loaded from, which may be long after. */
  async function loadPage(): Promise<void> {
    const entry = await (await ask('/lightning-pay.js', {}, 200))?.text();
    if (entry !== undefined) seen.entries.set(entry, (seen.entries.get(entry) ?? 0) + 1);
    for (const each of seen.entries.keys()) {
      const chunk = /'\.(\/chunks\/[^']+)'/.exec(each)?.[1] ?? '/no-chunk';
      await (await ask(chunk, {}, 200))?.text();
    }
  }

  async function customer(): Promise<void> {
    const payment = await create();
    if (payment === null) return;
    await (await ask(`/v1/payments/${payment.id}`, { headers: bearer(payment) }, 200))?.text();
    await loadPage();
  }

  /** Follows a payment; comes back at once when a server ends the stream. */
  async function follow(): Promise<void> {
    const payment = await create();
    while (payment !== null && !stopping.signal.aborted) {
      const headers = bearer(payment);
      const answer = await ask(
        `/v1/payments/${payment.id}/events`,
        { headers, signal: stopping.signal },
        200,
      );
      const told = (await answer?.text().catch(String)) ?? '';
      if (stopping.signal.aborted) return;
      if (/^retry: 1000\n\nevent: payment\n[\s\S]*\n\nretry: \d+\n\n$/.test(told)) seen.streamsEnded += 1;
      else {
        seen.lost.push(`a stream: ${told}`);
        return;
      }
    }
  }

  /** One customer after the other. Whoever waits long for an answer makes the next one wait, as in a shop. */
  async function queue(): Promise<void> {
    while (!stopping.signal.aborted) {
      await customer();
      await wait(PAUSE_MS, undefined, { signal: stopping.signal }).catch(() => {});
    }
  }

  const all = [...Array.from({ length: STREAMS }, follow), ...Array.from({ length: QUEUES }, queue)];
  return {
    seen,
    async stop() {
      stopping.abort();
      await Promise.all(all);
      return seen;
    },
  };
}
