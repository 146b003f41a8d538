import { newId } from './ids.ts';
import { wait } from './timers.ts';
import type { Delivery, Notice, Webhook } from './webhook.ts';
import { writeWebhookBody } from './webhook-body.ts';
import type { Attempt, WebhookPost } from './webhook-sender.ts';

/** What a queue needs from the outside. */
export interface QueuePorts {
  /** The webhook as it is now; `undefined` once it was deleted. */
  readonly webhook: () => Webhook | undefined;
  readonly post: (post: WebhookPost) => Promise<Attempt>;
  readonly record: (delivery: Delivery) => void;
  /** Milliseconds that a test adds before each attempt. */
  readonly delayMs: () => number;
  /** Unix milliseconds. */
  readonly now: () => number;
  /** Factor on the waits between attempts and on the deadline of one. */
  readonly timeScale: number;
}

/** A notice and, for a manual redelivery, the delivery that it repeats. */
export interface QueueItem {
  readonly notice: Notice;
  readonly deliveryId: string;
  readonly originalDeliveryId: string;
}

/** Waits between the attempts of one event, in ms: 10 s, 1 min, then six times 10 min. */
export const RETRY_WAITS_MS: readonly number[] = [10_000, 60_000, ...Array<number>(6).fill(600_000)];

/** After so many ms, scaled, an attempt counts as unanswered. */
const ATTEMPT_TIMEOUT_MS = 100_000;
/** However small the scale: a receiver on a busy machine is not a dead one. */
const SHORTEST_TIMEOUT_MS = 2000;

/**
 * The queue of one webhook: strictly one delivery after another, in memory only. A delivery that is being retried
 * holds up every later one, also of other invoices and also manual redeliveries.
 */
export class WebhookQueue {
  readonly #ports: QueuePorts;
  readonly #items: QueueItem[] = [];
  readonly #stopped = new AbortController();
  #running = false;

  constructor(ports: QueuePorts) {
    this.#ports = ports;
  }

  /** Adds a delivery and starts it if nothing is before it. */
  push(item: QueueItem): void {
    this.#items.push(item);
    if (!this.#running) void this.#run();
  }

  /** Loses everything, the attempt in flight too, as a restart of BTCPay does. */
  stop(): void {
    this.#items.length = 0;
    this.#stopped.abort();
  }

  async #run(): Promise<void> {
    this.#running = true;
    for (let item = this.#items.shift(); item; item = this.#items.shift()) await this.#deliver(item);
    this.#running = false;
  }

  async #deliver(item: QueueItem): Promise<void> {
    let current = item;
    for (let retry = 0; ; retry += 1) {
      const webhook = this.#ports.webhook();
      // A webhook that was disabled or deleted meanwhile drops the event at its next turn.
      if (!webhook?.enabled || this.#stopped.signal.aborted) return;
      if (retry > 0 && !webhook.automaticRedelivery) return;
      const attempt = await this.#attempt(webhook, current);
      const waitMs = RETRY_WAITS_MS[retry];
      if (!attempt || !isRetried(attempt) || !webhook.automaticRedelivery || waitMs === undefined) return;
      await wait(waitMs * this.#ports.timeScale, this.#stopped.signal);
      current = { ...item, deliveryId: newId() };
    }
  }

  async #attempt(webhook: Webhook, item: QueueItem): Promise<Attempt | null> {
    const { delayMs, post, now, record, timeScale } = this.#ports;
    const stopped = this.#stopped.signal;
    if (delayMs() > 0) await wait(delayMs(), stopped);
    const ids = {
      deliveryId: item.deliveryId,
      webhookId: webhook.id,
      originalDeliveryId: item.originalDeliveryId,
    };
    const body = writeWebhookBody(item.notice, ids);
    const timeoutMs = Math.max(ATTEMPT_TIMEOUT_MS * timeScale, SHORTEST_TIMEOUT_MS);
    const { url, secret } = webhook;
    const attempt = await limited(timeoutMs, stopped, (signal) => post({ url, body, secret, signal }));
    // What was in flight at a stop is not in the list of deliveries either.
    if (stopped.aborted) return null;
    record({
      id: item.deliveryId,
      webhookId: webhook.id,
      originalDeliveryId: item.originalDeliveryId,
      notice: item.notice,
      body,
      deliveryTime: Math.floor(now() / 1000),
      ...attempt,
    });
    return attempt;
  }
}

/** BTCPay retries 5xx, 429, 408 and no answer; nothing else. */
function isRetried({ httpCode }: Attempt): boolean {
  return httpCode === null || httpCode >= 500 || httpCode === 429 || httpCode === 408;
}

/** Runs with a signal that aborts after `ms` or with `outer`, and leaves neither timer nor listener behind. */
async function limited<T>(
  ms: number,
  outer: AbortSignal,
  run: (signal: AbortSignal) => Promise<T>,
): Promise<T> {
  const inner = new AbortController();
  const abort = () => inner.abort();
  const timer = setTimeout(abort, ms);
  outer.addEventListener('abort', abort);
  try {
    return await run(inner.signal);
  } finally {
    clearTimeout(timer);
    outer.removeEventListener('abort', abort);
  }
}
