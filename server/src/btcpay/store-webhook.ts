import { PAYMENT_EVENTS } from './schema.ts';
import type { DeliveryRecord, SetupClient, StoreWebhook } from './setup-client.ts';

/** The webhook that a store of ours has. */
export interface OwnWebhook {
  readonly id: string;
  /** What was done, for one line. */
  readonly text: string;
}

/** The address at which the server takes BTCPay's webhooks. */
export function webhookUrl(publicUrl: string): string {
  return `${publicUrl}/webhooks/btcpay`;
}

/**
 * Makes the store's webhook to this server, or mends the one that is there; of several one is left. The secret is
 * written every time, since BTCPay does not tell it. Where BTCPay is retrying a delivery, which holds up everything
 * behind it for up to an hour, a new webhook with a queue of its own takes the place of the old one; what was waiting
 * there is found by the sweep.
 *
 * @throws CheckFailed
 */
export async function ensureWebhook(
  client: SetupClient,
  publicUrl: string,
  secret: string,
): Promise<OwnWebhook> {
  const url = webhookUrl(publicUrl);
  const wanted: StoreWebhook = {
    url,
    enabled: true,
    automaticRedelivery: true,
    authorizedEvents: { everything: false, specificEvents: PAYMENT_EVENTS },
  };
  const ours = (await client.webhooks()).filter((webhook) => isSameUrl(webhook.url, url));
  const [kept, ...doubled] = ours;
  if (kept === undefined) {
    const id = await client.createWebhook(wanted, secret);
    return { id, text: `made, to ${url}, for ${PAYMENT_EVENTS.length} events` };
  }
  const removed = doubled.length === 0 ? '' : `; ${doubled.length} more to the same address removed`;
  if (isRetried((await client.deliveries(kept.id))[0])) {
    const id = await client.createWebhook(wanted, secret);
    for (const webhook of ours) await client.deleteWebhook(webhook.id);
    return { id, text: `made anew, because BTCPay was still retrying a delivery on the old one${removed}` };
  }
  await client.updateWebhook(kept.id, wanted, secret);
  for (const webhook of doubled) await client.deleteWebhook(webhook.id);
  const faults = faultsOf(kept);
  const mended = faults.length === 0 ? 'as it should be' : `mended: it ${faults.join(', and ')}`;
  return { id: kept.id, text: `${mended}${removed}` };
}

/** What was wrong with a webhook, each as the end of the sentence "it …". */
function faultsOf({ enabled, automaticRedelivery, authorizedEvents }: StoreWebhook): string[] {
  const { everything, specificEvents } = authorizedEvents;
  const lacking = everything ? [] : PAYMENT_EVENTS.filter((type) => !specificEvents.includes(type));
  const surplus = everything || specificEvents.some((type) => !PAYMENT_EVENTS.includes(type));
  return [
    ...(enabled ? [] : ['was disabled']),
    ...(automaticRedelivery ? [] : ['did not try again after a failure']),
    ...(lacking.length > 0 ? [`was not told of ${lacking.join(' ')}`] : []),
    ...(surplus ? ['was told of events that change no payment'] : []),
  ];
}

/** Whether BTCPay tries such a delivery again: everything else lets the queue go on (FACTS section 6). */
function isRetried(newest: DeliveryRecord | undefined): boolean {
  if (newest === undefined) return false;
  const { httpCode } = newest;
  return httpCode === null || httpCode === 408 || httpCode === 429 || httpCode >= 500;
}

function isSameUrl(one: string, other: string): boolean {
  return URL.canParse(one) && new URL(one).href === new URL(other).href;
}
