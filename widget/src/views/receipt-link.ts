import type { Payment } from '../payment.ts';

/**
 * Address of the receipt's page, if it is one that a browser only opens: anything but `https` (and `http` for tests on
 * loopback) could run in the page that shows it.
 */
export function receiptLink(payment: Payment | null): string | null {
  const url = payment?.receiptUrl;
  return url && /^https?:\/\//i.test(url) ? url : null;
}
