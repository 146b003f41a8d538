import { createHash } from 'node:crypto';

/**
 * Makes the id under which the merchant hears of an event. It follows from payment, type and cause, so it is the same
 * after a restore or a replay.
 *
 * @returns `evt_` and 128 bits in base64url.
 */
export function eventId(paymentId: string, type: string, cause: string): string {
  const digest = createHash('sha256')
    .update(JSON.stringify([paymentId, type, cause]))
    .digest();
  return `evt_${digest.subarray(0, 16).toString('base64url')}`;
}
