import { checkSigner } from './check-signer.ts';
import type { CheckoutError } from './errors.ts';
import type { Payment } from './payment.ts';
import type { Services } from './services.ts';

/**
 * Lets only payments through whose invoice is signed by a node. The source of the chunk "node-id".
 *
 * Its calls throw CheckoutError `invoice_mismatch` where another has signed.
 *
 * @param nodeId Public key of the node: 66 hex digits.
 */
export function signedServices({ api, follow }: Services, nodeId: string): Services {
  const check = (payment: Payment) => checkSigner(payment, nodeId);
  return {
    api: {
      createPayment: (...args) => api.createPayment(...args).then(check),
      getPayment: (...args) => api.getPayment(...args).then(check),
      renewPayment: (...args) => api.renewPayment(...args).then(check),
    },
    follow: (id, clientSecret, handlers) =>
      follow(id, clientSecret, {
        ...handlers,
        onPayment(payment) {
          try {
            handlers.onPayment(check(payment));
          } catch (error) {
            handlers.onError(error as CheckoutError); // as `checkSigner` throws it
          }
        },
      }),
  };
}
