import { randomBytes } from 'node:crypto';
import type { HttpBindings } from '@hono/node-server';
import type { Context, MiddlewareHandler } from 'hono';
import { cors } from 'hono/cors';
import { routePath } from 'hono/route';
import { secureHeaders } from 'hono/secure-headers';
import { PaymentError } from '../payments/errors.ts';
import type { MerchantAccess } from '../payments/ports.ts';
import type { AppDeps } from './deps.ts';
import { problem, toPaymentError } from './errors.ts';

/** What routes find in their context. */
export interface HttpEnv {
  Bindings: Partial<HttpBindings>;
  Variables: {
    requestId: string;
    problemCode?: string;
    /** What the merchant's key of this request may do. */
    access?: MerchantAccess;
  };
}

/** Headers that pages may read, and methods and headers that they may send. */
export const CORS = {
  exposed: ['Retry-After', 'X-Request-Id'],
  allowed: ['authorization', 'content-type', 'idempotency-key', 'last-event-id'],
  methods: ['GET', 'POST'],
  maxAgeSeconds: 7_200,
} as const;

/** Whether pages of this origin may use the API. No `Origin` at all is no page, and is allowed. */
export function originAllowed(
  allowed: AppDeps['settings']['allowedOrigins'],
  origin: string | undefined,
): boolean {
  return origin === undefined || allowed === '*' || allowed.includes(origin);
}

/** Gives each request an id of our own making, which stands in its answer and its log line. */
export function requestId(): MiddlewareHandler<HttpEnv> {
  return async (c, next) => {
    nameRequest(c);
    await next();
  };
}

/** Names a request; for the route that stands outside the middleware. */
export function nameRequest(c: Context<HttpEnv>): string {
  const id = `req_${randomBytes(12).toString('base64url')}`;
  c.set('requestId', id);
  c.header('X-Request-Id', id);
  return id;
}

/** Logs each request once it is answered. */
export function requestLog({ log }: Pick<AppDeps, 'log'>): MiddlewareHandler<HttpEnv> {
  return async (c, next) => {
    const startedMs = performance.now();
    await next();
    const code = c.get('problemCode');
    log.request({
      requestId: c.get('requestId'),
      method: c.req.method,
      route: routePath(c, -1),
      status: c.res.status,
      durationMs: Math.round(performance.now() - startedMs),
      ...(code === undefined ? {} : { code }),
    });
  };
}

/** CORS of the API: listed origins only, never with credentials. */
export function apiCors({ settings }: Pick<AppDeps, 'settings'>): MiddlewareHandler {
  const { allowedOrigins } = settings;
  return cors({
    origin: allowedOrigins === '*' ? '*' : [...allowedOrigins],
    allowMethods: [...CORS.methods],
    allowHeaders: [...CORS.allowed],
    exposeHeaders: [...CORS.exposed],
    maxAge: CORS.maxAgeSeconds,
  });
}

/** Security headers of every answer; the widget's files loosen the resource policy for themselves. */
export function securityHeaders(): MiddlewareHandler {
  return secureHeaders({
    contentSecurityPolicy: { defaultSrc: ["'none'"], frameAncestors: ["'none'"] },
    strictTransportSecurity: 'max-age=31536000; includeSubDomains',
    referrerPolicy: 'no-referrer',
    crossOriginResourcePolicy: false,
  });
}

/** Takes no encoded body: a small one may unfold into one without end. */
export function plainBodies(): MiddlewareHandler {
  return async (c, next) => {
    if (c.req.header('content-encoding') !== undefined) throw new PaymentError('unsupported_media_type');
    await next();
  };
}

/** Takes JSON bodies only. */
export function jsonOnly(): MiddlewareHandler {
  return async (c, next) => {
    const type = c.req.header('content-type')?.split(';', 1)[0]?.trim().toLowerCase();
    if (type !== 'application/json') throw new PaymentError('unsupported_media_type');
    await next();
  };
}

/** Whether reading failed because the client went away or was too slow: no fault of ours, and nobody hears the answer. */
function isLostBody(thrown: unknown, c: Context<HttpEnv>): boolean {
  return thrown instanceof Error && thrown === c.env?.incoming?.errored;
}

/** Answers whatever was thrown. What is not a `PaymentError` is a bug: it is logged whole and answered as nothing. */
export function answerError(
  deps: Pick<AppDeps, 'log' | 'counters'>,
  thrown: unknown,
  c: Context<HttpEnv>,
): Response {
  const { error, id } = noteError(deps, thrown, c);
  return problem(c, error, id);
}

/** Counts and logs whatever was thrown, for whoever answers it. */
export function noteError(
  deps: Pick<AppDeps, 'log' | 'counters'>,
  thrown: unknown,
  c: Context<HttpEnv>,
): { readonly error: PaymentError; readonly id: string } {
  const error = toPaymentError(isLostBody(thrown, c) ? new PaymentError('malformed_json') : thrown);
  const id = c.get('requestId') ?? nameRequest(c);
  c.set('problemCode', error.code);
  deps.counters.add(`problem_${error.code}`);
  if (error.code === 'internal_error' || error.cause !== undefined) deps.log.failure(id, error);
  return { error, id };
}

/** Answers an address that takes another method. */
export function refuseMethod(): never {
  throw new PaymentError('method_not_allowed');
}

/** Answers an address that does not exist. Answered, not thrown: a throw would pass the middleware that sets headers. */
export function refusePath(deps: Pick<AppDeps, 'log' | 'counters'>, c: Context<HttpEnv>): Response {
  return answerError(deps, new PaymentError('not_found'), c);
}
