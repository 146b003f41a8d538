import { signBtcpayWebhook } from '../../src/btcpay/webhook.ts';
import type { InvoiceReading } from '../../src/payments/invoice.ts';
import { pick } from './pick.ts';
import { STORE_ID, WEBHOOK_SECRET } from './server-process.ts';
import type { Step } from './step.ts';
import type { SentWebhook, World } from './world.ts';

/** BTCPay tells of an invoice, or of one that is none of ours while there is none. */
export function deliver(world: World, { on, type, invoice }: Extract<Step, { do: 'deliver' }>): void {
  const webhook = freshWebhook(world, type, pick(world.btcpay.invoices, invoice));
  world.sent.push(webhook);
  send(world, on, webhook, webhook.body);
}

/** An earlier webhook once more: the same bytes, or a redelivery under an id of its own. */
export function deliverAgain(world: World, { on, delivery, freshId }: Extract<Step, { do: 'again' }>): void {
  const webhook = pick(world.sent, delivery);
  if (webhook !== undefined) send(world, on, webhook, freshId ? redelivered(world, webhook) : webhook.body);
}

function send(world: World, on: number, webhook: SentWebhook, body: string): void {
  const signature = signBtcpayWebhook(Buffer.from(body), WEBHOOK_SECRET);
  const headers = { 'Content-Type': 'application/json', 'BTCPay-Sig': signature };
  world.request(on, '/webhooks/btcpay', { method: 'POST', headers, body }, ({ status }) => {
    if (status === 204) webhook.acknowledged = true;
  });
}

function freshWebhook(world: World, type: string, invoice: InvoiceReading | undefined): SentWebhook {
  const originalDeliveryId = `delivery${world.sent.length}`;
  const invoiceId = invoice?.invoiceId ?? 'inv_of_somebody_else';
  const event = {
    deliveryId: originalDeliveryId,
    webhookId: 'webhook1',
    originalDeliveryId,
    isRedelivery: false,
    type,
    timestamp: Math.floor(world.time.now() / 1_000),
    storeId: STORE_ID,
    invoiceId,
    metadata: invoice === undefined ? {} : { lightningPay: { v: 1, ...invoice.owner } },
  };
  return {
    body: JSON.stringify(event, null, 2),
    originalDeliveryId,
    type,
    invoiceId,
    seenMsat: (invoice?.received ?? []).reduce((sum, { msat }) => sum + msat, 0n),
    // What was settled by hand may be taken back before anybody looks.
    saidSettled: invoice?.providerStatus === 'Settled' && invoice.additionalStatus !== 'Marked',
    acknowledged: false,
  };
}

function redelivered(world: World, { body }: SentWebhook): string {
  world.redeliveries += 1;
  const deliveryId = `redelivery${world.redeliveries}`;
  // Safe: `freshWebhook` wrote it.
  return JSON.stringify({ ...(JSON.parse(body) as object), deliveryId, isRedelivery: true }, null, 2);
}
