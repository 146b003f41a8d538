import { CheckoutError } from './errors.ts';
import type { Intent } from './intent.ts';
import type { Payment } from './payment.ts';
import type { CreatePaymentInput, PaymentApi } from './payment-api.ts';

/** What a payment is taken up with. */
export interface PaymentSource {
  readonly api: PaymentApi;
  readonly intent: Intent;
  readonly input: CreatePaymentInput;
}

/**
 * Reads the payment of an intent, or makes it and remembers it.
 *
 * @throws CheckoutError as `PaymentApi` does; `bad_answer` where a new payment came without its secret.
 */
export async function takeUpPayment(source: PaymentSource, signal: AbortSignal): Promise<Payment> {
  const { api, intent } = source;
  const { paymentId, clientSecret } = intent.recall();
  if (paymentId !== null && clientSecret !== null) return api.getPayment(paymentId, clientSecret, signal);
  const payment = await create(source, signal);
  if (!payment.clientSecret) throw new CheckoutError('bad_answer', { retryable: true });
  intent.remember(payment.id, payment.clientSecret);
  return payment;
}

async function create({ api, intent, input }: PaymentSource, signal: AbortSignal): Promise<Payment> {
  try {
    return await api.createPayment(input, intent.recall().idempotencyKey, signal);
  } catch (error) {
    // The key was used for a body that differs in what is no part of the intent, and its payment was never shown.
    if (!(error instanceof CheckoutError && error.code === 'idempotency_mismatch')) throw error;
    intent.forget();
    return api.createPayment(input, intent.recall().idempotencyKey, signal);
  }
}
