import { CheckoutError } from './errors.ts';
import { isSignedBy } from './node-id.ts';
import type { Payment } from './payment.ts';

/**
 * Gives a payment back whose invoice is signed by a node.
 *
 * @param nodeId Public key of the node: 66 hex digits.
 * @throws CheckoutError `invoice_mismatch` where another has signed it.
 */
export function checkSigner(payment: Payment, nodeId: string): Payment {
  const { invoice, status } = payment;
  if (invoice && status !== 'settled' && !isSignedBy(invoice.bolt11, nodeId))
    throw new CheckoutError('invoice_mismatch', {
      message: 'the invoice is not signed by the node of node-id',
    });
  return payment;
}
