import { missingPermission } from './errors.ts';
import { originOf } from './invoice-routes.ts';
import { isAllowed } from './keys.ts';
import type { Notifier } from './notifier.ts';
import { makeRefund, renderPullPayment } from './pull-payment.ts';
import type { Route } from './router.ts';
import type { Store } from './store.ts';

const REFUND = 'btcpay.store.cancreatenonapprovedpullpayments';

/** The endpoints by which money goes back. Nobody claims it here. */
export function refundRoutes(
  store: Store,
  notifier: Notifier,
  now: () => number,
  changed: () => void,
): Route[] {
  const refund: Route['run'] = ({ params, key, body, headers }) => {
    const invoice = store.invoices.get(params['invoiceId'] ?? '');
    if (!invoice) throw missingPermission(REFUND);
    const mayApprove = key !== null && isAllowed(key, 'btcpay.store.cancreatepullpayments', store.id);
    const made = makeRefund(invoice, body, now(), mayApprove);
    store.pullPayments.set(made.id, made);
    changed();
    notifier.publish(invoice, [{ type: 'InvoiceRefund', pullPaymentId: made.id }]);
    return { status: 200, json: renderPullPayment(made, originOf(headers)) };
  };
  return [
    ...['/api/v1/stores/:storeId', '/api/v1'].map(
      (base): Route => ({
        method: 'POST',
        path: `${base}/invoices/:invoiceId/refund`,
        access: REFUND,
        takesBody: true,
        run: refund,
      }),
    ),
    {
      method: 'GET',
      path: '/api/v1/stores/:storeId/pull-payments',
      access: 'btcpay.store.canmanagepullpayments',
      run: ({ headers }) => ({
        status: 200,
        json: [...store.pullPayments.values()]
          .reverse()
          .map((pullPayment) => renderPullPayment(pullPayment, originOf(headers))),
      }),
    },
  ];
}
