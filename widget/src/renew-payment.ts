import { CheckoutError } from './errors.ts';
import type { Intent } from './intent.ts';
import type { Payment } from './payment.ts';
import type { PaymentApi } from './payment-api.ts';

/** There is nothing to renew: money has come meanwhile, and the payment itself says what that means. */
const HAS_MONEY = /^(already_settled|partially_paid)$/;
/** The payment is gone, or the server is older than this page and knows no renewal. */
const IS_GONE = /^((payment_)?not_found|method_not_allowed)$/;

/**
 * Gives the payment of an intent a fresh invoice.
 *
 * @returns The payment as it is now, paid or part-paid too; null where it cannot be renewed and another has to be made.
 * @throws CheckoutError as `PaymentApi` does.
 */
export async function renewPayment(
  { api, intent }: { readonly api: PaymentApi; readonly intent: Intent },
  signal: AbortSignal,
): Promise<Payment | null> {
  const { paymentId, clientSecret } = intent.recall();
  if (paymentId === null || clientSecret === null) return null;
  try {
    return await api.renewPayment(paymentId, clientSecret, signal);
  } catch (error) {
    const code = error instanceof CheckoutError ? error.code : '';
    if (HAS_MONEY.test(code)) return api.getPayment(paymentId, clientSecret, signal);
    if (IS_GONE.test(code)) return null;
    throw error;
  }
}
