import { createHmac } from 'node:crypto';
import { formatMoney } from '../../src/payments/money.ts';
import type { Sender, SendResult } from '../../src/payments/outgoing.ts';

const UNREACHED: SendResult = { kind: 'failed', status: null, reason: 'unreachable', retryAfterMs: null };

/**
 * A sender of these tests: Standard Webhooks over plain HTTP, signed at each try, no redirect followed, cut at its
 * deadline. The body shows as much of the payment as a shop needs to fulfil an order.
 *
 * @param secret `whsec_` and base64.
 * @see https://github.com/standard-webhooks/standard-webhooks/blob/main/spec/standard-webhooks.md
 */
export function signedSender(url: string, secret: string, deadlineMs: number): Sender {
  const key = Buffer.from(secret.replace('whsec_', ''), 'base64');
  return {
    endpoint: `hash of ${url}`,
    async send(message) {
      const { id, type, atMs, payment } = message;
      const timestamp = String(Math.floor(Date.now() / 1_000));
      const { id: paymentId, reference, status, flags, pricedBy, orderId, price } = payment;
      const { currency } = price;
      const shown = {
        id: paymentId,
        reference,
        status,
        flags,
        pricedBy,
        orderId,
        amount: formatMoney(price),
        currency,
      };
      const body = JSON.stringify({
        type,
        timestamp: new Date(atMs).toISOString(),
        data: { payment: shown },
      });
      const signature = createHmac('sha256', key).update(`${id}.${timestamp}.${body}`).digest('base64');
      try {
        const answer = await fetch(url, {
          method: 'POST',
          redirect: 'manual',
          signal: AbortSignal.timeout(deadlineMs),
          headers: {
            'content-type': 'application/json',
            'webhook-id': id,
            'webhook-timestamp': timestamp,
            'webhook-signature': `v1,${signature}`,
          },
          body,
        });
        await answer.arrayBuffer();
        if (answer.ok) return { kind: 'delivered', status: answer.status, reason: null, retryAfterMs: null };
        const seconds = Number(answer.headers.get('retry-after') ?? Number.NaN);
        return {
          kind: answer.status === 410 ? 'gone' : 'failed',
          status: answer.status,
          reason: 'status',
          retryAfterMs: Number.isFinite(seconds) ? seconds * 1_000 : null,
        };
      } catch {
        return UNREACHED;
      }
    },
  };
}
