import { Hono } from 'hono';
import { PaymentError } from '../payments/errors.ts';
import type { Payment } from '../payments/payment.ts';
import { createPaymentBody, idempotencyKey } from './contract.ts';
import type { AppDeps } from './deps.ts';
import { readBody, smallBody } from './json-body.ts';
import { createWithinLimits, renewWithinLimits } from './limited-creation.ts';
import { type HttpEnv, jsonOnly, originAllowed } from './middleware.ts';
import { authorizedPayment } from './payment-access.ts';
import { toWire } from './payment-view.ts';

type PaymentsDeps = Pick<
  AppDeps,
  | 'settings'
  | 'pricePayment'
  | 'createPayment'
  | 'renewPayment'
  | 'ledger'
  | 'receipts'
  | 'secrets'
  | 'limits'
  | 'clock'
>;

/** Routes that create and read payments. */
export function paymentRoutes(deps: PaymentsDeps): Hono<HttpEnv> {
  const app = new Hono<HttpEnv>();
  const show = async (payment: Payment) => {
    const receipt = await deps.receipts.issue(payment);
    return toWire(payment, deps.clock.now(), deps.settings.publicUrl, receipt);
  };

  app.post('/', jsonOnly(), smallBody(), async (c) => {
    if (!originAllowed(deps.settings.allowedOrigins, c.req.header('origin'))) {
      throw new PaymentError('origin_not_allowed');
    }
    const key = readKey(c.req.header('idempotency-key'));
    const body = await readBody(c, createPaymentBody);
    if (key === null && body.request === undefined) throw new PaymentError('idempotency_key_invalid');
    const { payment, replayed } = await createWithinLimits(deps, c.env.incoming, body, key ?? '');
    if (replayed) c.header('Idempotency-Replayed', 'true');
    c.header('Cache-Control', 'no-store');
    return c.json({ ...(await show(payment)), clientSecret: deps.secrets.issue(payment.id) }, 201);
  });

  app.get('/:id', async (c) => {
    const payment = await authorizedPayment(deps, c.req.param('id'), c.req.header('authorization'));
    c.header('Cache-Control', 'no-store');
    return c.json(await show(payment));
  });

  app.post('/:id/renew', smallBody(), async (c) => {
    const payment = await authorizedPayment(deps, c.req.param('id'), c.req.header('authorization'));
    c.header('Cache-Control', 'no-store');
    return c.json(await show(await renewWithinLimits(deps, c.env.incoming, payment)));
  });
  return app;
}

/** The header's key; null without one, which is enough for a signed request: its `jti` is the key. */
function readKey(header: string | undefined): string | null {
  if (header === undefined) return null;
  const key = idempotencyKey.safeParse(header);
  if (!key.success) throw new PaymentError('idempotency_key_invalid');
  return key.data;
}
