import { expect, vi } from 'vitest';
import type { MerchantDelivery } from '../../src/http/contract.ts';
import type { AttemptOutcome, Sender, SendResult } from '../../src/payments/outgoing.ts';
import { TIMINGS, type Timings } from '../../src/timings.ts';
import { type MerchantEndpoint, startMerchantEndpoint } from './merchant-endpoint.ts';
import { merchant } from './pricing.ts';
import { MERCHANT_KEY, type Rig, startRig } from './rig.ts';
import { signedSender } from './signed-sender.ts';

/** Base64 of 24 bytes: what signs the webhooks of these tests. */
export const WEBHOOK_SECRET = `whsec_${Buffer.from('example-webhook-secret-1').toString('base64')}`;

/** The schedule of production, so many times as fast. */
export const waitsAt = (factor: number): readonly number[] =>
  TIMINGS.deliveryWaitsMs.map((waitMs) => waitMs / factor);

/** What a test may change. */
export interface SellingOptions {
  /** How many times as fast as in production tries follow each other. */
  readonly factor: number;
  /** Deadline of a webhook. Default: that of production. */
  readonly deadlineMs?: number;
  readonly timings?: Partial<Timings>;
  /** Sends the notices. Default: nobody. */
  readonly notice?: Sender;
}

/** A server that sells, and its merchant's backend. */
export interface Selling {
  readonly rig: Rig;
  readonly endpoint: MerchantEndpoint;
  /** What was written down of each try, oldest first. */
  readonly outcomes: readonly AttemptOutcome[];
  /** Waits until webhooks were looked for so many times more, and what was found is being sent. */
  looked(times: number): Promise<void>;
  /** Creates a payment and pays it, to the sat. */
  sell(body?: unknown): ReturnType<Rig['createPayment']>;
  /** The one webhook of a payment, as the API shows it. */
  delivery(paymentId: string): Promise<MerchantDelivery>;
  /** Waits until it is in this state. */
  until(paymentId: string, state: MerchantDelivery['state']): Promise<MerchantDelivery>;
  stop(): Promise<void>;
}

/** Starts both. */
export async function startSelling({
  factor,
  deadlineMs,
  timings,
  notice,
}: SellingOptions): Promise<Selling> {
  const endpoint = await startMerchantEndpoint();
  const outcomes: AttemptOutcome[] = [];
  let looks = 0;
  const webhook = signedSender(endpoint.url, WEBHOOK_SECRET, deadlineMs ?? 15_000);
  const rig = await startRig({
    webhooks: true,
    timings: { outboxPollMs: 10, deliveryWaitsMs: waitsAt(factor), ...timings },
    settings: { merchantApiKeys: [MERCHANT_KEY] },
    wrap: (ports) => ({
      ...ports,
      senders: { webhook, notice: notice ?? null, receipt: null },
      ledger: {
        ...ports.ledger,
        async claimMessages(claim) {
          const claimed = await ports.ledger.claimMessages(claim);
          if (claim.channel === 'webhook') looks += 1;
          return claimed;
        },
        recordAttempt(outcome) {
          outcomes.push(outcome);
          return ports.ledger.recordAttempt(outcome);
        },
      },
    }),
  });
  const selling: Selling = {
    rig,
    endpoint,
    outcomes,
    async looked(times) {
      const before = looks;
      await vi.waitFor(() => expect(looks).toBeGreaterThanOrEqual(before + times), { timeout: 10_000 });
    },
    async sell(body) {
      const payment = await rig.createPayment(body);
      rig.simulator.pay({ invoiceId: payment.invoiceId });
      return payment;
    },
    async delivery(paymentId) {
      const answer = await merchant(rig, 'GET', `payments/${paymentId}`);
      const { deliveries } = (await answer.json()) as { deliveries: MerchantDelivery[] };
      const [first] = deliveries.filter(({ channel }) => channel === 'webhook');
      if (first === undefined) throw new Error('nothing is to be told yet');
      return first;
    },
    until(paymentId, state) {
      return vi.waitFor(
        async () => {
          const delivery = await selling.delivery(paymentId);
          expect(delivery.state).toBe(state);
          return delivery;
        },
        { timeout: 20_000 },
      );
    },
    async stop() {
      // Whatever hangs is cut here: the server's end would wait for it.
      await endpoint.close();
      await rig.stop();
    },
  };
  return selling;
}

/** A sender whose every try comes to this. */
export function senderOf(result: SendResult): Sender & { readonly sent: string[] } {
  const sent: string[] = [];
  return {
    endpoint: null,
    sent,
    async send({ type }) {
      sent.push(type);
      return result;
    },
  };
}
