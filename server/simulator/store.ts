import type { LightningNode } from './lightning-node.ts';
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
  /** Attempted deliveries by webhook id, oldest first. */
  readonly deliveries: Map<string, Delivery[]>;
}

/** The deliveries of a webhook, an empty list if nothing was attempted. */
export function deliveriesOf(store: Store, webhookId: string): Delivery[] {
  const known = store.deliveries.get(webhookId);
  if (known) return known;
  const fresh: Delivery[] = [];
  store.deliveries.set(webhookId, fresh);
  return fresh;
}
