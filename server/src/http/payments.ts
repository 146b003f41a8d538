import { createHash } from 'node:crypto';
import { Hono } from 'hono';
import { payableInvoice } from '../payments/derive-change.ts';
import { PaymentError } from '../payments/errors.ts';
import type { Payment } from '../payments/payment.ts';
import { createPaymentBody, idempotencyKey } from './contract.ts';
import type { AppDeps } from './deps.ts';
import { readBody, smallBody } from './json-body.ts';
import { type HttpEnv, jsonOnly, originAllowed } from './middleware.ts';
import { toWire } from './payment-view.ts';

type PaymentsDeps = Pick<
  AppDeps,
  'settings' | 'pricePayment' | 'createPayment' | 'renewPayment' | 'ledger' | 'secrets' | 'limits' | 'clock'
>;

/** Routes that create and read payments. */
export function paymentRoutes(deps: PaymentsDeps): Hono<HttpEnv> {
  const app = new Hono<HttpEnv>();
  const show = (payment: Payment) => toWire(payment, deps.clock.now(), deps.settings.publicUrl);

  app.post('/', jsonOnly(), smallBody(), async (c) => {
    if (!originAllowed(deps.settings.allowedOrigins, c.req.header('origin'))) {
      throw new PaymentError('origin_not_allowed');
    }
    const key = readKey(c.req.header('idempotency-key'));
    const body = await readBody(c, createPaymentBody);
    if (key === null && body.request === undefined) throw new PaymentError('idempotency_key_invalid');
    const { signed, ...order } = await deps.pricePayment(body);
    const input = {
      ...order,
      email: body.email ?? null,
      metadata: body.metadata ?? {},
      // No header can say "request ": a key that a page chose never stands in the way of a token.
      keyHash: sha256(signed === null ? (key ?? '') : `request ${signed.jti}`),
      requestHash: sha256(signed === null ? canonical(body) : signed.signedText),
    };
    const { payment, replayed } = await deps.limits.creations.run(
      deps.limits.clientOf(c.env.incoming),
      order.pricedBy,
      () => deps.createPayment(input),
      async (created) => !created.replayed || (await deps.limits.tooManyReads(created.payment.id)),
    );
    if (replayed) c.header('Idempotency-Replayed', 'true');
    c.header('Cache-Control', 'no-store');
    return c.json({ ...show(payment), clientSecret: deps.secrets.issue(payment.id) }, 201);
  });

  app.get('/:id', async (c) => {
    const payment = await authorizedPayment(deps, c.req.param('id'), c.req.header('authorization'));
    c.header('Cache-Control', 'no-store');
    return c.json(show(payment));
  });

  app.post('/:id/renew', smallBody(), async (c) => {
    const payment = await authorizedPayment(deps, c.req.param('id'), c.req.header('authorization'));
    c.header('Cache-Control', 'no-store');
    const renew = () => deps.renewPayment(payment);
    const renewed = needsInvoice(payment, deps.clock.now())
      ? await deps.limits.creations.run(
          deps.limits.clientOf(c.env.incoming),
          payment.pricedBy,
          renew,
          async ({ invoices }) => invoices.length > payment.invoices.length,
        )
      : await renew();
    return c.json(show(renewed));
  });
  return app;
}

/**
 * Finds the payment that a page may see. The secret is checked before the ledger is asked, and everything that is
 * wrong gets the same answer.
 *
 * @throws PaymentError `payment_not_found`, `rate_limited`, `ledger_unavailable`.
 */
export async function authorizedPayment(
  { ledger, secrets, limits }: Pick<AppDeps, 'ledger' | 'secrets' | 'limits'>,
  id: string,
  authorization: string | undefined,
): Promise<Payment> {
  const presented = /^Bearer ([A-Za-z0-9_-]{1,200})$/i.exec(authorization ?? '')?.[1];
  if (presented === undefined || !secrets.matches(id, presented)) {
    throw new PaymentError('payment_not_found');
  }
  await limits.read(id);
  const payment = await ledger.getPayment(id);
  if (payment === null) throw new PaymentError('payment_not_found');
  return payment;
}

/** Whether a renewal would have an invoice made: what can be paid, or was paid at all, gets none. */
function needsInvoice(payment: Payment, nowMs: number): boolean {
  const { status, paidMsat } = payment;
  if (status === 'processing' || status === 'settled' || paidMsat > 0n) return false;
  return payableInvoice(payment, nowMs) === null;
}

/** The header's key; null without one, which is enough for a signed request: its `jti` is the key. */
function readKey(header: string | undefined): string | null {
  if (header === undefined) return null;
  const key = idempotencyKey.safeParse(header);
  if (!key.success) throw new PaymentError('idempotency_key_invalid');
  return key.data;
}

function sha256(text: string): string {
  return createHash('sha256').update(text).digest('hex');
}

/** The same meaning gives the same text, in whatever order the fields came. */
function canonical(value: unknown): string {
  return JSON.stringify(value, (_, part: unknown) =>
    typeof part === 'object' && part !== null && !Array.isArray(part)
      ? Object.fromEntries(Object.entries(part).sort(([a], [b]) => (a < b ? -1 : 1)))
      : part,
  );
}
