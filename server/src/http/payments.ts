import { createHash } from 'node:crypto';
import { Hono } from 'hono';
import { bodyLimit } from 'hono/body-limit';
import type { ZodError } from 'zod';
import { PaymentError } from '../payments/errors.ts';
import type { Payment } from '../payments/payment.ts';
import { priceOpenAmount } from '../payments/price-policy.ts';
import { type CreatePaymentBody, createPaymentBody, idempotencyKey } from './contract.ts';
import type { AppDeps } from './deps.ts';
import { type HttpEnv, jsonOnly, originAllowed } from './middleware.ts';
import { toWire } from './payment-view.ts';

/** Largest body of a JSON request, bytes. */
const MOST_BODY_BYTES = 16 * 1024;

type PaymentsDeps = Pick<
  AppDeps,
  'settings' | 'createPayment' | 'renewPayment' | 'ledger' | 'secrets' | 'clock'
>;

/** Routes that create and read payments. */
export function paymentRoutes(deps: PaymentsDeps): Hono<HttpEnv> {
  const app = new Hono<HttpEnv>();
  const limit = bodyLimit({
    maxSize: MOST_BODY_BYTES,
    onError: () => {
      throw new PaymentError('body_too_large');
    },
  });

  app.post('/', jsonOnly(), limit, async (c) => {
    if (!originAllowed(deps.settings.allowedOrigins, c.req.header('origin'))) {
      throw new PaymentError('origin_not_allowed');
    }
    const key = idempotencyKey.safeParse(c.req.header('idempotency-key'));
    if (!key.success) throw new PaymentError('idempotency_key_invalid');
    const body = parseBody(await c.req.text());
    const { payment, replayed } = await deps.createPayment({
      price: priceOf(deps, body),
      pricedBy: 'open',
      orderId: body.orderId ?? null,
      description: body.description ?? null,
      email: body.email ?? null,
      metadata: body.metadata ?? {},
      keyHash: sha256(key.data),
      requestHash: sha256(canonical(body)),
    });
    if (replayed) c.header('Idempotency-Replayed', 'true');
    c.header('Cache-Control', 'no-store');
    return c.json(
      { ...toWire(payment, deps.clock.now()), clientSecret: deps.secrets.issue(payment.id) },
      201,
    );
  });

  app.get('/:id', async (c) => {
    const payment = await authorizedPayment(deps, c.req.param('id'), c.req.header('authorization'));
    c.header('Cache-Control', 'no-store');
    return c.json(toWire(payment, deps.clock.now()));
  });

  app.post('/:id/renew', async (c) => {
    const payment = await authorizedPayment(deps, c.req.param('id'), c.req.header('authorization'));
    c.header('Cache-Control', 'no-store');
    return c.json(toWire(await deps.renewPayment(payment), deps.clock.now()));
  });
  return app;
}

/**
 * Finds the payment that a page may see. The secret is checked before the ledger is asked, and everything that is
 * wrong gets the same answer.
 *
 * @throws PaymentError `payment_not_found`, `ledger_unavailable`.
 */
export async function authorizedPayment(
  { ledger, secrets }: Pick<AppDeps, 'ledger' | 'secrets'>,
  id: string,
  authorization: string | undefined,
): Promise<Payment> {
  const presented = /^Bearer ([A-Za-z0-9_-]{1,200})$/i.exec(authorization ?? '')?.[1];
  const payment =
    presented !== undefined && secrets.matches(id, presented) ? await ledger.getPayment(id) : null;
  if (payment === null) throw new PaymentError('payment_not_found');
  return payment;
}

function parseBody(text: string): CreatePaymentBody {
  let json: unknown;
  try {
    json = JSON.parse(text);
  } catch {
    throw new PaymentError('malformed_json');
  }
  const parsed = createPaymentBody.safeParse(json);
  if (!parsed.success) throw new PaymentError('invalid_request', { errors: fieldErrors(parsed.error) });
  return parsed.data;
}

/** What is wrong, field by field; never a value that was sent. */
export function fieldErrors(error: ZodError): { path: string; message: string }[] {
  return error.issues.flatMap((issue) => {
    const at = issue.path.map(String).join('.');
    if (issue.code !== 'unrecognized_keys') return [{ path: at, message: issue.message }];
    return [{ path: at, message: 'holds a field that is not known' }];
  });
}

function priceOf({ settings }: PaymentsDeps, body: CreatePaymentBody) {
  if (body.product !== undefined) throw new PaymentError('product_unknown');
  // Signed requests need REQUEST_SIGNING_SECRET, which this version refuses at start.
  if (body.amount === undefined) throw new PaymentError('request_invalid');
  return priceOpenAmount(settings.pricing, body.amount, body.currency);
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
