import { createHash } from 'node:crypto';
import { Webhook } from 'standardwebhooks';
import { type OutgoingAnswer, type OutgoingOptions, post } from '../outbound/outgoing-request.ts';
import type { ClaimedMessage, Sender, SendResult } from '../payments/outgoing.ts';
import type { Payment } from '../payments/payment.ts';
import type { Clock } from '../payments/ports.ts';

/** Where the merchant's shop hears of payments. */
export interface MerchantWebhookOptions {
  readonly url: string;
  /** `whsec_` and base64; one, or two during rotation: each signs, so that a shop may hold either. */
  readonly secrets: readonly string[];
  /** A payment as its merchant sees it. */
  readonly show: (payment: Payment) => Promise<object>;
  /** Of this program, for `User-Agent`. */
  readonly version: string;
  readonly privateHosts: readonly string[];
  readonly timings: { readonly merchantWebhookMs: number };
  readonly clock: Clock;
  readonly resolve?: OutgoingOptions['resolve'];
}

/**
 * Builds the sender of the merchant's webhooks: `{type, timestamp, data: {payment}}`, signed by Standard Webhooks. The id
 * is the message's own, so the same at each try; time and signature are fresh. `timestamp` is when it happened, the
 * payment is as it stands now.
 *
 * @see https://github.com/standard-webhooks/standard-webhooks/blob/main/spec/standard-webhooks.md
 */
export function createMerchantWebhook(options: MerchantWebhookOptions): Sender {
  const { url, secrets, show, version, privateHosts, timings, clock, resolve } = options;
  const signers = secrets.map((secret) => new Webhook(secret));
  const outgoing: OutgoingOptions = {
    privateHosts,
    deadlineMs: timings.merchantWebhookMs,
    ...(resolve === undefined ? {} : { resolve }),
  };

  async function request({ id, type, atMs, payment }: ClaimedMessage) {
    const happened = new Date(atMs).toISOString();
    const body = JSON.stringify({ type, timestamp: happened, data: { payment: await show(payment) } });
    const at = new Date(clock.now());
    return {
      url,
      body,
      headers: {
        'Content-Type': 'application/json',
        'User-Agent': `lightning-pay/${version}`,
        'webhook-id': id,
        'webhook-timestamp': String(Math.floor(at.getTime() / 1_000)),
        'webhook-signature': signers.map((signer) => signer.sign(id, at, body)).join(' '),
      },
    };
  }

  return {
    endpoint: createHash('sha256').update(url).digest('hex'),
    send: async (message) => judge(await post(await request(message), outgoing)),
  };
}

/** 2xx is heard, 410 wants nothing any more, all else is to be tried again: a redirect too, which is not followed. */
function judge(answer: OutgoingAnswer): SendResult {
  if (answer.status === null) {
    return { kind: 'failed', status: null, reason: answer.reason, retryAfterMs: null };
  }
  const { status, retryAfterMs } = answer;
  if (status >= 200 && status < 300) return { kind: 'delivered', status, reason: null, retryAfterMs: null };
  if (status === 410) return { kind: 'gone', status, reason: 'gone', retryAfterMs: null };
  const reason = status >= 300 && status < 400 ? 'redirect' : 'status';
  return { kind: 'failed', status, reason, retryAfterMs };
}
