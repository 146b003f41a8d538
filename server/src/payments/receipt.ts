import type { Change } from './change.ts';
import type { Payment } from './payment.ts';
import type { Random } from './ports.ts';
import { randomText } from './reference.ts';

/**
 * Makes the token of a receipt: whoever has it may see the receipt, and nothing else.
 *
 * @returns `rcp_` and 128 random bits in base64url, 26 characters.
 */
export function makeReceiptToken(random: Random): string {
  return `rcp_${randomText(random)}`;
}

/** Whether a text has the form of a receipt's token; what has not is never asked for. */
export function isReceiptToken(text: string): boolean {
  return /^rcp_[A-Za-z0-9_-]{22}$/.test(text);
}

/**
 * Where the receipt of a payment is shown; null before it settled.
 *
 * @param publicUrl Where customers reach this server, without a slash at the end.
 */
export function receiptUrl(
  { receiptToken }: Pick<Payment, 'receiptToken'>,
  publicUrl: string,
): string | null {
  return receiptToken === null ? null : `${publicUrl}/receipt/${receiptToken}`;
}

/** Gives the change that settles a payment its receipt. One that a payment has stays; every other change is left alone. */
export function withReceipt(change: Change, random: Random): Change {
  const { payment } = change;
  if (payment.status !== 'settled' || payment.receiptToken !== null) return change;
  return { ...change, payment: { ...payment, receiptToken: makeReceiptToken(random) } };
}
