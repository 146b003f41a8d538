import { newId } from './ids.ts';
import type { InvoiceEvent } from './invoices.ts';
import { keepDelivery, type Store } from './store.ts';
import type { StoredInvoice } from './stored-invoice.ts';
import { type Delivery, isSubscribed, type Notice } from './webhook.ts';
import { type QueueItem, WebhookQueue } from './webhook-queue.ts';
import { postWebhook } from './webhook-sender.ts';

/** What a test may do to the deliveries. */
export interface WebhookFaults {
  /** `true`: no event is queued any more; a number: the next so many are lost. */
  readonly drop: boolean | number;
  /** Milliseconds before each attempt. */
  readonly delayMs: number;
  /** How many more times each event is told, each time as a new delivery with fresh ids. */
  readonly repeat: number;
  /** Tells what happened at one time in the wrong order. */
  readonly reverse: boolean;
}

/** No fault at all. */
export const NO_WEBHOOK_FAULTS: WebhookFaults = { drop: false, delayMs: 0, repeat: 0, reverse: false };

/** Tells the store's webhooks what happened, each through a queue of its own. */
export class Notifier {
  readonly #store: Store;
  readonly #now: () => number;
  readonly #timeScale: number;
  readonly #changed: () => void;
  readonly #queues = new Map<string, WebhookQueue>();
  faults: WebhookFaults = NO_WEBHOOK_FAULTS;

  constructor(store: Store, now: () => number, timeScale: number, changed: () => void) {
    this.#store = store;
    this.#now = now;
    this.#timeScale = timeScale;
    this.#changed = changed;
  }

  /** Queues events of one invoice for every webhook that wants them. */
  publish(invoice: StoredInvoice, events: readonly InvoiceEvent[]): void {
    const timestamp = Math.floor(this.#now() / 1000);
    const { storeId, id: invoiceId, metadata } = invoice;
    for (const event of this.faults.reverse ? [...events].reverse() : events) {
      for (const webhook of this.#store.webhooks.values()) {
        if (!isSubscribed(webhook, event.type)) continue;
        const notice: Notice = { event, timestamp, storeId, invoiceId, metadata };
        for (let copy = 0; copy <= this.faults.repeat; copy += 1) this.#queue(webhook.id, notice);
      }
    }
  }

  /** Queues a delivery once more; it waits behind everything in the queue. Returns the new delivery's id. */
  redeliver(delivery: Delivery): string {
    const deliveryId = newId();
    const { notice, originalDeliveryId } = delivery;
    this.#queueOf(delivery.webhookId).push({ notice, deliveryId, originalDeliveryId });
    return deliveryId;
  }

  /** Loses everything that waits, as a restart does. */
  stop(): void {
    for (const queue of this.#queues.values()) queue.stop();
    this.#queues.clear();
  }

  #queue(webhookId: string, notice: Notice): void {
    const { drop } = this.faults;
    if (drop === true) return;
    if (typeof drop === 'number' && drop > 0) {
      this.faults = { ...this.faults, drop: drop - 1 };
      return;
    }
    const deliveryId = newId();
    const item: QueueItem = { notice, deliveryId, originalDeliveryId: deliveryId };
    this.#queueOf(webhookId).push(item);
  }

  #queueOf(webhookId: string): WebhookQueue {
    const known = this.#queues.get(webhookId);
    if (known) return known;
    const queue = new WebhookQueue({
      webhook: () => this.#store.webhooks.get(webhookId),
      post: postWebhook,
      record: (delivery) => {
        keepDelivery(this.#store, delivery);
        this.#changed();
      },
      delayMs: () => this.faults.delayMs,
      now: this.#now,
      timeScale: this.#timeScale,
    });
    this.#queues.set(webhookId, queue);
    return queue;
  }
}
