import { Hono } from 'hono';
import { btcpayWebhookRoutes } from './http/btcpay-webhook.ts';
import { dashboardHeaders, dashboardRoutes } from './http/dashboard-files.ts';
import type { AppDeps } from './http/deps.ts';
import { healthRoutes } from './http/health.ts';
import { pageHeaders } from './http/hosted/page-headers.ts';
import { hostedPageRoutes } from './http/hosted-pages.ts';
import { merchantRoutes } from './http/merchant.ts';
import {
  answerError,
  apiCors,
  type HttpEnv,
  plainBodies,
  refuseMethod,
  refusePath,
  requestId,
  requestLog,
  securityHeaders,
} from './http/middleware.ts';
import { openapiRoutes } from './http/openapi.ts';
import { paymentEventRoutes } from './http/payment-events.ts';
import { paymentRoutes } from './http/payments.ts';
import { configRoutes } from './http/public-config.ts';
import { receiptEmailRoutes } from './http/receipt-email.ts';
import { receiptKeyRoutes } from './http/receipt-keys.ts';
import { widgetRoutes } from './http/widget-files.ts';

/** Builds the application: every route, no I/O. `app.request()` drives it without a socket, but for the streams. */
export function createApp(deps: AppDeps): Hono<HttpEnv> {
  const { settings } = deps;
  const app = new Hono<HttpEnv>();
  app.onError((error, c) => answerError(deps, error, c));
  app.notFound((c) => refusePath(deps, c));

  // Before every middleware: see the route's own word.
  app.route('/v1/payments', paymentEventRoutes(deps));

  // Outside of the headers of every answer: theirs are the last word.
  app.use('/pay/*', pageHeaders('same-origin'));
  app.use('/receipt/*', pageHeaders('no-referrer'));
  app.use('/merchant/*', dashboardHeaders());
  app.use('*', requestId(), requestLog(deps), securityHeaders());
  app.use('/v1/*', apiCors(deps));
  app.use('*', plainBodies());
  app.route('/v1/payments', paymentRoutes(deps));
  app.route('/v1/payments', receiptEmailRoutes(deps));
  app.route('/v1', configRoutes(deps));
  app.route('/v1/merchant', merchantRoutes(deps));
  app.route('/webhooks', btcpayWebhookRoutes(deps));
  app.route('/', healthRoutes(deps.readiness));
  app.route('/', receiptKeyRoutes(deps.receipts));
  app.route('/', openapiRoutes(settings.publicUrl, settings.merchantApi));
  app.route('/', widgetRoutes(deps.widgetFiles));
  app.route('/', hostedPageRoutes(deps));
  if (settings.merchantApi && deps.dashboardFiles) app.route('/', dashboardRoutes(deps.dashboardFiles));

  for (const path of new Set(
    app.routes.filter((route) => route.method !== 'ALL').map((route) => route.path),
  )) {
    app.all(path, refuseMethod);
  }
  return app;
}
