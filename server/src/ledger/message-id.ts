import { createHash } from 'node:crypto';
import type { OutboxEvent } from '../payments/change.ts';

/**
 * Makes the id of a message. It follows from payment, channel, type and cause, so it is the same after a restore or a
 * replay; under a webhook's id the merchant knows the event.
 *
 * @returns `evt_` for a webhook, `msg_` for a mail, and 128 bits in base64url.
 */
export function messageId(
  paymentId: string,
  { channel, type, cause }: Pick<OutboxEvent, 'channel' | 'type' | 'cause'>,
): string {
  const named = channel === 'webhook' ? [paymentId, type, cause] : [paymentId, channel, type, cause];
  const digest = createHash('sha256').update(JSON.stringify(named)).digest();
  const prefix = channel === 'webhook' ? 'evt' : 'msg';
  return `${prefix}_${digest.subarray(0, 16).toString('base64url')}`;
}
