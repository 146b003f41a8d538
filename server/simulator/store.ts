import type { LightningNode } from './lightning-node.ts';
import type { PullPayment } from './pull-payment.ts';
import type { StoredInvoice } from './stored-invoice.ts';
import type { Delivery, Webhook } from './webhook.ts';

/** Everything that the simulated BTCPay remembers; queues and timers are not part of it, as in BTCPay. */
export interface Store {
  readonly id: string;
  readonly name: string;
  readonly node: LightningNode;
  /** By id, oldest first. */
  readonly invoices: Map<string, StoredInvoice>;
  /** By id. */
  readonly webhooks: Map<string, Webhook>;
  /** By id, oldest first. */
  readonly pullPayments: Map<string, PullPayment>;
  /** Attempted deliveries by webhook id, oldest first. */
  readonly deliveries: Map<string, Delivery[]>;
}

/** BTCPay keeps all deliveries for 60 days; here the oldest give way, so that a long load test stays small. */
const MOST_DELIVERIES = 10_000;

/** Adds an attempted delivery. */
export function keepDelivery(store: Store, delivery: Delivery): void {
  const deliveries = deliveriesOf(store, delivery.webhookId);
  deliveries.push(delivery);
  if (deliveries.length > MOST_DELIVERIES) deliveries.shift();
}

/** The deliveries of a webhook, an empty list if nothing was attempted. */
export function deliveriesOf(store: Store, webhookId: string): Delivery[] {
  const known = store.deliveries.get(webhookId);
  if (known) return known;
  const fresh: Delivery[] = [];
  store.deliveries.set(webhookId, fresh);
  return fresh;
}
