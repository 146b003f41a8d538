import { RESPONSE_ALREADY_SENT } from '@hono/node-server/utils/response';
import { Hono } from 'hono';
import { PaymentError } from '../payments/errors.ts';
import type { AppDeps } from './deps.ts';
import { answerError, CORS, type HttpEnv, nameRequest, originAllowed } from './middleware.ts';
import { authorizedPayment } from './payment-access.ts';
import { SECURITY_HEADERS } from './security-headers.ts';

type EventsDeps = Pick<
  AppDeps,
  'settings' | 'ledger' | 'secrets' | 'streams' | 'limits' | 'log' | 'counters'
>;

/**
 * Route of a payment's event stream. It is mounted before every middleware and sets its own headers, since a stream
 * that is written on the raw response breaks as soon as a middleware touches `c.res`.
 */
export function paymentEventRoutes(deps: EventsDeps): Hono<HttpEnv> {
  const app = new Hono<HttpEnv>();

  app.get('/:id/events', async (c) => {
    const id = nameRequest(c);
    const origin = c.req.header('origin');
    const headers = { ...SECURITY_HEADERS, ...corsHeaders(deps.settings.allowedOrigins, origin) };
    const startedMs = performance.now();
    const logged = (status: number) =>
      deps.log.request({
        requestId: id,
        method: 'GET',
        route: '/v1/payments/:id/events',
        status,
        durationMs: Math.round(performance.now() - startedMs),
      });
    try {
      const { incoming, outgoing } = c.env;
      if (c.req.method !== 'GET') throw new PaymentError('method_not_allowed');
      const payment = await authorizedPayment(deps, c.req.param('id'), c.req.header('authorization'));
      const client = deps.limits.clientOf(incoming);
      if (deps.streams.fullFor(client)) throw new PaymentError('rate_limited', { retryAfterSeconds: 15 });
      // Only a server without sockets has none.
      if (outgoing === undefined)
        throw new PaymentError('internal_error', { cause: new Error('no raw response') });
      outgoing.writeHead(200, {
        ...headers,
        'Content-Type': 'text/event-stream; charset=utf-8',
        'Cache-Control': 'no-store, no-transform',
        'X-Accel-Buffering': 'no',
        'X-Request-Id': id,
      });
      deps.streams.open(outgoing, payment, client);
      logged(200);
      return RESPONSE_ALREADY_SENT;
    } catch (error) {
      for (const [name, value] of Object.entries(headers)) c.header(name, value);
      const answer = answerError(deps, error, c);
      logged(answer.status);
      return answer;
    }
  });
  return app;
}

function corsHeaders(
  allowed: AppDeps['settings']['allowedOrigins'],
  origin: string | undefined,
): Record<string, string> {
  if (allowed !== '*' && (origin === undefined || !originAllowed(allowed, origin))) return { Vary: 'Origin' };
  const allow =
    allowed === '*'
      ? { 'Access-Control-Allow-Origin': '*' }
      : { 'Access-Control-Allow-Origin': origin ?? '', Vary: 'Origin' };
  return { ...allow, 'Access-Control-Expose-Headers': CORS.exposed.join(',') };
}
