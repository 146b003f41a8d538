import { Hono } from 'hono';
import { PaymentError } from '../payments/errors.ts';
import { merchantQuery } from './contract.ts';
import type { AppDeps } from './deps.ts';
import { merchantKeyed } from './merchant-access.ts';
import { merchantCsvRoutes } from './merchant-csv.ts';
import { merchantDeliveryRoutes } from './merchant-deliveries.ts';
import { merchantPaymentRoutes } from './merchant-payment.ts';
import { merchantProductRoutes } from './merchant-products.ts';
import { merchantRefundRoutes, toWireRefund } from './merchant-refunds.ts';
import { merchantSummaryRoutes } from './merchant-summary.ts';
import type { HttpEnv } from './middleware.ts';
import { maybePaymentId } from './payment-id.ts';
import { toFilters } from './payment-query.ts';
import { paymentRequestRoutes } from './payment-requests.ts';
import { toMerchant, toMerchantHistory } from './payment-view.ts';
import { readQuery } from './query.ts';

type MerchantDeps = Pick<
  AppDeps,
  | 'settings'
  | 'ledger'
  | 'catalogue'
  | 'receipts'
  | 'requestTokens'
  | 'refundPayment'
  | 'merchantAccess'
  | 'limits'
  | 'clock'
  | 'log'
  | 'counters'
  | 'timings'
>;

/** Routes by which the merchant reads the ledger and sets prices. Without a key in the environment they do not exist. */
export function merchantRoutes(deps: MerchantDeps): Hono<HttpEnv> {
  const app = new Hono<HttpEnv>();
  if (!deps.settings.merchantApi) return app;
  app.use('*', merchantKeyed(deps));
  app.get('/access', (c) => {
    c.header('Cache-Control', 'no-store');
    return c.json({ access: c.get('access') });
  });
  app.route('/products', merchantProductRoutes(deps));
  app.route('/payment-requests', paymentRequestRoutes(deps));
  app.route('/deliveries', merchantDeliveryRoutes(deps));
  app.route('/payments', merchantRefundRoutes(deps));
  app.route('/payments', merchantPaymentRoutes(deps));
  app.route('/', merchantCsvRoutes(deps));
  app.route('/', merchantSummaryRoutes(deps));

  app.get('/payments', async (c) => {
    const { limit, cursor, ...filters } = readQuery(c, merchantQuery);
    const payments = await deps.ledger.listPayments({
      ...toFilters(filters),
      limit,
      ...(cursor === undefined ? {} : { afterId: cursor }),
    });
    const receipts = await Promise.all(payments.map((payment) => deps.receipts.issue(payment)));
    const nowMs = deps.clock.now();
    c.header('Cache-Control', 'no-store');
    return c.json({
      items: payments.map((payment, index) =>
        toMerchant(payment, nowMs, deps.settings.publicUrl, receipts[index] ?? null),
      ),
      nextCursor: payments.length < limit ? null : (payments.at(-1)?.id ?? null),
    });
  });

  app.get('/payments/:id', async (c) => {
    const id = c.req.param('id');
    const history = maybePaymentId(id) ? await deps.ledger.getHistory(id) : null;
    if (history === null) throw new PaymentError('payment_not_found');
    c.header('Cache-Control', 'no-store');
    const receipt = await deps.receipts.issue(history.payment);
    const refunds = (await deps.ledger.refundsOf(id)).map(toWireRefund);
    const shown = toMerchantHistory(history, deps.clock.now(), deps.settings.publicUrl, receipt);
    return c.json({ ...shown, refunds });
  });
  return app;
}
