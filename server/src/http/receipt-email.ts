import { Hono } from 'hono';
import type { AppDeps } from './deps.ts';
import { readBody, smallBody } from './json-body.ts';
import { type HttpEnv, jsonOnly } from './middleware.ts';
import { authorizedPayment } from './payment-access.ts';
import { receiptEmailBody } from './receipt-email-contract.ts';

type ReceiptEmailDeps = Pick<AppDeps, 'ledger' | 'secrets' | 'limits' | 'askReceipt'>;

/** Route by which a customer has the receipt mailed, once it is there. */
export function receiptEmailRoutes(deps: ReceiptEmailDeps): Hono<HttpEnv> {
  const app = new Hono<HttpEnv>();
  app.post('/:id/receipt-email', jsonOnly(), smallBody(), async (c) => {
    const payment = await authorizedPayment(deps, c.req.param('id'), c.req.header('authorization'));
    const { email } = await readBody(c, receiptEmailBody);
    await deps.askReceipt(payment, email);
    c.header('Cache-Control', 'no-store');
    return c.json({ queued: true }, 202);
  });
  return app;
}
