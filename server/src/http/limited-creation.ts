import type { IncomingMessage } from 'node:http';
import type { CreatedPayment } from '../payments/create-payment.ts';
import { payableInvoice } from '../payments/derive-change.ts';
import type { Payment } from '../payments/payment.ts';
import type { CreatePaymentBody } from './contract.ts';
import type { AppDeps } from './deps.ts';
import { canonical, sha256 } from './request-hash.ts';

/** What makes invoices, and what holds it back. */
export type CreationDeps = Pick<
  AppDeps,
  'pricePayment' | 'createPayment' | 'renewPayment' | 'limits' | 'clock'
>;

/**
 * Creates a payment within the limits, for the API and the hosted page alike.
 *
 * @param incoming Names the client; undefined: there is no socket.
 * @param key Makes the request safe to repeat; a signed request brings its own.
 * @throws PaymentError `rate_limited`, or as `pricePayment` and `createPayment`.
 */
export async function createWithinLimits(
  deps: CreationDeps,
  incoming: IncomingMessage | undefined,
  body: CreatePaymentBody,
  key: string,
): Promise<CreatedPayment> {
  const { signed, ...order } = await deps.pricePayment(body);
  const input = {
    ...order,
    email: body.email ?? null,
    metadata: body.metadata ?? {},
    // No header can say "request ": a key that a page chose never stands in the way of a token.
    keyHash: sha256(signed === null ? key : `request ${signed.jti}`),
    requestHash: sha256(signed === null ? canonical(body) : signed.signedText),
  };
  return deps.limits.creations.run(
    deps.limits.clientOf(incoming),
    order.pricedBy,
    () => deps.createPayment(input),
    async (created) => !created.replayed || (await deps.limits.tooManyReads(created.payment.id)),
  );
}

/**
 * Renews a payment; what has a fresh invoice made counts as a creation.
 *
 * @param incoming Names the client; undefined: there is no socket.
 * @throws PaymentError `rate_limited`, or as `renewPayment`.
 */
export async function renewWithinLimits(
  deps: CreationDeps,
  incoming: IncomingMessage | undefined,
  payment: Payment,
): Promise<Payment> {
  const renew = () => deps.renewPayment(payment);
  if (!needsInvoice(payment, deps.clock.now())) return renew();
  return deps.limits.creations.run(
    deps.limits.clientOf(incoming),
    payment.pricedBy,
    renew,
    async ({ invoices }) => invoices.length > payment.invoices.length,
  );
}

/** Whether a renewal would have an invoice made: what can be paid, or was paid at all, gets none. */
function needsInvoice(payment: Payment, nowMs: number): boolean {
  const { status, paidMsat } = payment;
  if (status === 'processing' || status === 'settled' || paidMsat > 0n) return false;
  return payableInvoice(payment, nowMs) === null;
}
