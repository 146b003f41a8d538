import { Hono } from 'hono';
import { PaymentError } from '../payments/errors.ts';
import { formatMoney } from '../payments/money.ts';
import { readPrice } from '../payments/price-policy.ts';
import type { AppDeps } from './deps.ts';
import { readBody, smallBody } from './json-body.ts';
import { type HttpEnv, jsonOnly } from './middleware.ts';
import { paymentRequestBody, type WirePaymentRequest } from './pricing-contract.ts';

type Deps = Pick<AppDeps, 'settings' | 'requestTokens' | 'clock'>;

/**
 * Route that signs a price for a backend that does not want to sign itself. Who may come here, the routes above it have
 * checked.
 */
export function paymentRequestRoutes({ settings, requestTokens, clock }: Deps): Hono<HttpEnv> {
  const app = new Hono<HttpEnv>();
  app.post('/', jsonOnly(), smallBody(), async (c) => {
    if (requestTokens === null) {
      throw new PaymentError('not_found', {
        detail: 'Signed requests are not switched on here (REQUEST_SIGNING_SECRET).',
      });
    }
    const body = await readBody(c, paymentRequestBody);
    const price = readPrice(settings.pricing, body.amount, body.currency);
    const expiresAtMs = (Math.floor(clock.now() / 1_000) + body.expiresInSeconds) * 1_000;
    const request = await requestTokens.sign(
      {
        amount: formatMoney(price),
        currency: price.currency,
        orderId: body.orderId,
        description: body.description ?? null,
      },
      expiresAtMs,
    );
    c.header('Cache-Control', 'no-store');
    const answer: WirePaymentRequest = { request, expiresAt: new Date(expiresAtMs).toISOString() };
    return c.json(answer, 201);
  });
  return app;
}
