import { PaymentError } from '../payments/errors.ts';
import type { Payment } from '../payments/payment.ts';
import type { AppDeps } from './deps.ts';

type AccessDeps = Pick<AppDeps, 'ledger' | 'secrets' | 'limits'>;

/**
 * Finds the payment that a page may see, by the header of its request.
 *
 * @param authorization `Bearer <clientSecret>`.
 * @throws PaymentError as `findPayment`.
 */
export function authorizedPayment(
  deps: AccessDeps,
  id: string,
  authorization: string | undefined,
): Promise<Payment> {
  return findPayment(deps, id, /^Bearer (\S+)$/i.exec(authorization ?? '')?.[1]);
}

/**
 * Finds the payment that a client secret belongs to. The secret is checked before the ledger is asked, and everything
 * that is wrong gets the same answer.
 *
 * @throws PaymentError `payment_not_found`, `rate_limited`, `ledger_unavailable`.
 */
export async function findPayment(
  { ledger, secrets, limits }: AccessDeps,
  id: string,
  clientSecret: string | undefined,
): Promise<Payment> {
  const isWellFormed = clientSecret !== undefined && /^[A-Za-z0-9_-]{1,200}$/.test(clientSecret);
  if (!isWellFormed || !secrets.matches(id, clientSecret)) throw new PaymentError('payment_not_found');
  await limits.read(id);
  const payment = await ledger.getPayment(id);
  if (payment === null) throw new PaymentError('payment_not_found');
  return payment;
}
