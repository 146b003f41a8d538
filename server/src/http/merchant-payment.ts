import { Hono } from 'hono';
import type { z } from 'zod';
import { PaymentError } from '../payments/errors.ts';
import { explainPayment } from '../payments/explain.ts';
import type { explanationSchema } from './books-contract.ts';
import type { AppDeps } from './deps.ts';
import type { HttpEnv } from './middleware.ts';
import { maybePaymentId } from './payment-id.ts';

/** Routes of one payment's story and of its customer. Who may come here, the routes above them have checked. */
export function merchantPaymentRoutes({
  ledger,
  clock,
  timings,
}: Pick<AppDeps, 'ledger' | 'clock' | 'timings'>): Hono<HttpEnv> {
  const app = new Hono<HttpEnv>();

  app.get('/:id/explain', async (c) => {
    const id = c.req.param('id');
    const history = maybePaymentId(id) ? await ledger.getHistory(id) : null;
    if (history === null) throw new PaymentError('payment_not_found');
    const lines = explainPayment(history, clock.now(), timings).map(({ atMs, text }) => ({
      at: atMs === null ? null : new Date(atMs).toISOString(),
      text,
    }));
    c.header('Cache-Control', 'no-store');
    const { reference } = history.payment;
    return c.json({ reference, lines } satisfies z.infer<typeof explanationSchema>);
  });

  app.delete('/:id/personal-data', async (c) => {
    const id = c.req.param('id');
    const found = maybePaymentId(id) && (await ledger.forgetPerson(id));
    if (!found) throw new PaymentError('payment_not_found');
    return c.body(null, 204);
  });
  return app;
}
