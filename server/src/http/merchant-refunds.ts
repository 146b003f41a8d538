import { Hono } from 'hono';
import { PaymentError } from '../payments/errors.ts';
import { formatMoney, parseMoney } from '../payments/money.ts';
import type { Refund } from '../payments/refunds.ts';
import { idempotencyKey } from './contract.ts';
import type { AppDeps } from './deps.ts';
import { readBody, smallBody } from './json-body.ts';
import { type HttpEnv, jsonOnly } from './middleware.ts';
import { maybePaymentId } from './payment-id.ts';
import { refundBody } from './refund-body.ts';
import type { WireRefund } from './refund-contract.ts';
import { canonical, sha256 } from './request-hash.ts';

/** Route by which the merchant gives money back. Who may come here, the routes above it have checked. */
export function merchantRefundRoutes(deps: Pick<AppDeps, 'ledger' | 'refundPayment'>): Hono<HttpEnv> {
  const app = new Hono<HttpEnv>();

  app.post('/:id/refund', jsonOnly(), smallBody(), async (c) => {
    const key = idempotencyKey.safeParse(c.req.header('idempotency-key'));
    if (!key.success) throw new PaymentError('idempotency_key_invalid');
    const { amount, reason } = await readBody(c, refundBody);
    const id = c.req.param('id');
    const payment = maybePaymentId(id) ? await deps.ledger.getPayment(id) : null;
    if (payment === null) throw new PaymentError('payment_not_found');
    const price = amount === undefined ? null : parseMoney(amount, payment.price.currency);
    const { refund, replayed } = await deps.refundPayment(payment, {
      amount: price,
      reason: reason ?? null,
      keyHash: sha256(key.data),
      requestHash: sha256(canonical({ id, amount: price?.minor.toString(), reason })),
    });
    if (replayed) c.header('Idempotency-Replayed', 'true');
    c.header('Cache-Control', 'no-store');
    return c.json(toWireRefund(refund), 201);
  });
  return app;
}

/** Shows a refund to the merchant. */
export function toWireRefund({ id, link, amount, reason, state, createdAtMs }: Refund): WireRefund {
  return {
    id,
    link,
    amount: formatMoney(amount),
    currency: amount.currency,
    reason,
    state,
    createdAt: new Date(createdAtMs).toISOString(),
  };
}
