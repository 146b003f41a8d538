import type { IncomingHttpHeaders } from 'node:http';
import { Webhook } from 'standardwebhooks';
import { judgePayment } from './judge-payment.ts';
import { fields, readPayment } from './order.ts';
import type { OrderBook } from './order-book.ts';

/** Answers a webhook of lightning-pay with an HTTP status; everything but a 2xx makes it come again. */
export type ReceiveWebhook = (rawBody: Buffer, headers: IncomingHttpHeaders) => number;

/**
 * Builds the receiver. Only who knows the secret gets past its first line; nothing is believed of a body before.
 *
 * @param secret The server's `MERCHANT_WEBHOOK_SECRET`: `whsec_` and base64.
 */
export function createWebhookReceiver(secret: string, orders: OrderBook): ReceiveWebhook {
  const webhook = new Webhook(secret);
  return (rawBody, headers) => {
    let event: ReturnType<typeof fields>;
    try {
      // The bytes as they came, signature and timestamp (5 minutes): JSON that was parsed and written again is another text.
      event = fields(webhook.verify(rawBody, headers as Record<string, string>)); // no such header is a list
    } catch {
      return 401;
    }
    const { type } = event;
    if (typeof type !== 'string' || !type.startsWith('payment.')) return 204;
    const payment = readPayment(fields(event['data'])['payment']);
    const order = payment.orderId === null ? undefined : orders.find(payment.orderId);
    orders.record(String(headers['webhook-id']), payment, judgePayment(type, payment, order));
    return 204;
  };
}
