import type { VerifiedDelivery } from '../payments/apply-deliveries.ts';
import { parseWebhook } from './webhook.ts';

/**
 * Reads a webhook whose signature is good into the inbox's words. What cannot be applied is parked with its reason, so
 * that BTCPay's queue goes on.
 *
 * @param storeId Our store: webhooks of another one have no effect here.
 * @param nowMs Unix ms.
 */
export function toDelivery(rawBody: Uint8Array, storeId: string, nowMs: number): VerifiedDelivery {
  const webhook = parseWebhook(rawBody);
  // PostgreSQL's text holds no NUL.
  const body = new TextDecoder().decode(rawBody).replaceAll('\0', '\uFFFD');
  if (webhook.kind === 'unreadable') {
    const { id, reason } = webhook;
    const parkedBecause = `unreadable: ${reason}`;
    return {
      id,
      webhookId: '',
      type: '',
      invoiceId: null,
      paymentId: null,
      body,
      receivedAtMs: nowMs,
      parkedBecause,
      mayChangePayment: false,
    };
  }
  return {
    // Ids are unique within one webhook of BTCPay's.
    id: `${webhook.webhookId}:${webhook.originalDeliveryId}`,
    webhookId: webhook.webhookId,
    type: webhook.type,
    invoiceId: webhook.invoiceId,
    paymentId: webhook.paymentId,
    body,
    receivedAtMs: nowMs,
    parkedBecause:
      webhook.effect === 'unknown' ? 'unknown_type' : webhook.storeId === storeId ? null : 'other_store',
    mayChangePayment: webhook.effect === 'money' || webhook.effect === 'status',
  };
}
