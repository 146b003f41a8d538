import { createMerchantWebhook } from '../../src/fulfillment/merchant-webhook.ts';
import { toMerchant } from '../../src/http/payment-view.ts';
import type { Sender } from '../../src/payments/outgoing.ts';

/**
 * The real sender of webhooks, to a shop on loopback.
 *
 * @param secret `whsec_` and base64.
 */
export function signedSender(url: string, secret: string, deadlineMs: number): Sender {
  return createMerchantWebhook({
    url,
    secrets: [secret],
    show: async (payment) => toMerchant(payment, Date.now(), 'https://pay.example.com', null),
    version: '1.0.0',
    privateHosts: ['127.0.0.1'],
    timings: { merchantWebhookMs: deadlineMs },
    clock: { now: Date.now },
  });
}
