import { newKey } from '../../acceptance/rig.ts';
import type { Droplet } from './two-servers.ts';

/** An answer that is not what a page hoped for; status 0: there was none. */
export interface Refused {
  /** Of the creation; of a read, that of the creation before. */
  readonly key: string;
  readonly status: number;
  readonly code: string;
  /** Seconds; 0 without. */
  readonly retryAfter: number;
}

/** Pages that create payments and read them, one after the other, without a pause. */
export interface SteadyLoad {
  readonly workers: number;
  /** Waits for so many more answers. */
  answers(count: number): Promise<void>;
  /** Ends it once the last answers are there. */
  stop(): Promise<{
    readonly refused: readonly Refused[];
    /** Each Idempotency-Key that was sent. */
    readonly keys: readonly string[];
    /** How long each answer took. */
    readonly durationsMs: readonly number[];
  }>;
}

/**
 * Starts the load. Its keys are sent once each: nothing but nginx repeats a request.
 *
 * @param workers How many create and read at once.
 */
export function steadyLoad(droplet: Pick<Droplet, 'edge' | 'post'>, workers = 4): SteadyLoad {
  const refused: Refused[] = [];
  const keys: string[] = [];
  const durationsMs: number[] = [];
  const waiting = new Set<() => void>();
  let isEnding = false;

  async function ask(key: string, send: () => Promise<Response>): Promise<unknown> {
    const startedMs = performance.now();
    try {
      const answer = await send();
      const body = (await answer.json()) as { code?: string };
      if (answer.ok) return body;
      const retryAfter = Number(answer.headers.get('retry-after') ?? 0);
      refused.push({ key, status: answer.status, code: body.code ?? '', retryAfter });
    } catch (error) {
      refused.push({ key, status: 0, code: String(error), retryAfter: 0 });
    } finally {
      durationsMs.push(performance.now() - startedMs);
      for (const wake of waiting) wake();
    }
    return null;
  }

  async function work(): Promise<void> {
    while (!isEnding) {
      const key = newKey();
      keys.push(key);
      const made = (await ask(key, () => droplet.post(key))) as { id: string; clientSecret: string } | null; // ours
      if (made === null) continue;
      const headers = { Authorization: `Bearer ${made.clientSecret}` };
      await ask(key, () => fetch(`${droplet.edge.httpsUrl}/v1/payments/${made.id}`, { headers }));
    }
  }

  const working = Array.from({ length: workers }, work);
  return {
    workers,
    async answers(count) {
      const enough = durationsMs.length + count;
      while (durationsMs.length < enough) {
        const { promise, resolve } = Promise.withResolvers<void>();
        waiting.add(resolve);
        await promise;
        waiting.delete(resolve);
      }
    },
    async stop() {
      isEnding = true;
      await Promise.all(working);
      return { refused, keys, durationsMs };
    },
  };
}
