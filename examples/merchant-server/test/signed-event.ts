import { randomBytes } from 'node:crypto';
import { Webhook } from 'standardwebhooks';
import type { Payment } from '../order.ts';

/** A secret of no server: `whsec_` and 32 bytes in base64. */
export const WEBHOOK_SECRET = `whsec_${Buffer.alloc(32, 'w').toString('base64')}`;

/** A payment that settled, by a request that the shop signed. */
export function aPayment(change: Partial<Payment> = {}): Payment {
  return {
    id: 'pay_1',
    reference: 'LP-7F3K-9Q2M',
    status: 'settled',
    flags: [],
    pricedBy: 'request',
    amount: '80.00',
    currency: 'USD',
    orderId: 'A-0123456789abcdef',
    ...change,
  };
}

/** A webhook as it goes over the wire. */
export interface SignedEvent {
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
}

/**
 * Signs an event as lightning-pay does.
 *
 * @param options.id Its `webhook-id`; default a new one.
 * @param options.ageSeconds How long ago it was signed; default 0.
 */
export function signedEvent(
  payment: Payment,
  {
    type = 'payment.settled',
    id = `evt_${randomBytes(8).toString('hex')}`,
    secret = WEBHOOK_SECRET,
    ageSeconds = 0,
  } = {},
): SignedEvent {
  const signedAt = new Date(Date.now() - ageSeconds * 1_000);
  const body = JSON.stringify({ type, timestamp: signedAt.toISOString(), data: { payment } });
  return {
    body,
    headers: {
      'content-type': 'application/json',
      'webhook-id': id,
      'webhook-timestamp': String(Math.floor(signedAt.getTime() / 1_000)),
      'webhook-signature': new Webhook(secret).sign(id, signedAt, body),
    },
  };
}

/** Sends it to a shop; settles with the status of the answer. */
export async function deliver(shopUrl: string, { headers, body }: SignedEvent): Promise<number> {
  const answer = await fetch(`${shopUrl}/webhooks/lightning-pay`, { method: 'POST', headers, body });
  return answer.status;
}
