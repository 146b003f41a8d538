import { setTimeout as sleep } from 'node:timers/promises';
import * as z from 'zod';
import type { Clock, Random } from '../payments/ports.ts';
import { explainDelivery } from './judge-delivery.ts';
import { judgeProbe, type ProbeVerdict } from './judge-probe.ts';
import type { DeliveryRecord, SetupClient } from './setup-client.ts';
import type { Probe } from './webhook-probe.ts';

/** What the watch works with. */
export interface ArrivalWatch {
  readonly client: SetupClient;
  readonly probe: Probe;
  /** The webhook's address, for what is printed. */
  readonly url: string;
  readonly webhookId: string;
  readonly storeId: string;
  /** A test invoice that is still new. */
  readonly invoiceId: string;
  readonly clock: Clock;
  readonly random: Random;
  readonly timings: { readonly connectPollMs: number; readonly connectWaitMs: number };
}

/** Whether BTCPay's webhooks arrive. */
export type Arrival = { readonly kind: 'arrived' } | Exclude<ProbeVerdict, { kind: 'stored' }>;

const sentSchema = z.object({ type: z.literal('InvoiceInvalid'), invoiceId: z.string() });

/**
 * Proves that a delivery of BTCPay's arrives at the server behind `PUBLIC_URL`. BTCPay's own list is no proof: it counts
 * a redirect, and any 200, as delivered. So this asks the server, from outside like everybody else: it posts the very
 * delivery that BTCPay has sent once more, under the same ids and signed with the same secret, and the server says
 * whether it had it. First a webhook of its own must go through, because BTCPay retries what fails for an hour.
 *
 * @throws CheckFailed where BTCPay cannot be asked.
 */
export async function watchArrival(watch: ArrivalWatch): Promise<Arrival> {
  const { client, probe, url, webhookId, invoiceId } = watch;
  const first = judgeProbe(await probe(ownDelivery(watch)), url);
  if (first.kind !== 'stored') return first;

  const before = new Set((await client.deliveries(webhookId)).map(({ id }) => id));
  await client.markInvalid(invoiceId);
  const sent = await waitForDelivery(watch, before);
  if (sent === null) return { kind: 'failed', ...NEVER_SENT };
  const verdict = judgeProbe(await probe(sent.body), url);
  if (verdict.kind !== 'stored') return verdict;
  return verdict.repeated ? { kind: 'arrived' } : { kind: 'failed', ...explainDelivery(sent.record) };
}

const NEVER_SENT = {
  text: 'BTCPay notes no try to deliver: it is still waiting for an answer, or an earlier webhook holds up its queue',
  steps: [
    "Let BTCPay through the firewall in front of this server: its own webhook went through, so it is BTCPay's way that is closed.",
    'Then run this command again.',
  ],
} as const;

/** A harmless webhook about the test invoice: it cannot change a payment, so it is stored and pruned. */
function ownDelivery({ webhookId, storeId, invoiceId, clock, random }: ArrivalWatch): unknown {
  const deliveryId = `connect-${Buffer.from(random.bytes(16)).toString('hex')}`;
  return {
    deliveryId,
    webhookId,
    originalDeliveryId: deliveryId,
    isRedelivery: false,
    type: 'InvoiceCreated',
    timestamp: Math.floor(clock.now() / 1_000),
    storeId,
    invoiceId,
    metadata: {},
  };
}

async function waitForDelivery(
  { client, webhookId, invoiceId, timings }: ArrivalWatch,
  seen: Set<string>,
): Promise<{ record: DeliveryRecord; body: unknown } | null> {
  const deadlineMs = performance.now() + timings.connectWaitMs;
  for (;;) {
    for (const record of await client.deliveries(webhookId)) {
      if (seen.has(record.id)) continue;
      seen.add(record.id);
      const body = await client.deliveryBody(webhookId, record.id);
      const sent = sentSchema.safeParse(body);
      if (sent.success && sent.data.invoiceId === invoiceId) return { record, body };
    }
    if (performance.now() >= deadlineMs) return null;
    await sleep(timings.connectPollMs);
  }
}
