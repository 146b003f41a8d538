import type { MiddlewareHandler } from 'hono';
import { PaymentError } from '../payments/errors.ts';
import type { AppDeps } from './deps.ts';
import type { HttpEnv } from './middleware.ts';

const READS: ReadonlySet<string> = new Set(['GET', 'HEAD']);

/**
 * Lets the merchant's keys in; the one that may only read does not get past a read. Who presents too many wrong keys is
 * kept out for a while: 429. No key at all is no guess.
 */
export function merchantKeyed({
  merchantAccess,
  limits,
}: Pick<AppDeps, 'merchantAccess' | 'limits'>): MiddlewareHandler<HttpEnv> {
  return async (c, next) => {
    const client = limits.clientOf(c.env?.incoming);
    limits.guesses.refuse(client);
    const key = /^Bearer (.{1,1000})$/i.exec(c.req.header('authorization') ?? '')?.[1];
    const access = key === undefined ? null : merchantAccess(key);
    if (access === null) {
      if (key !== undefined) await limits.guesses.wrong(client);
      c.header('WWW-Authenticate', 'Bearer');
      throw new PaymentError('unauthorized');
    }
    if (access === 'read' && !READS.has(c.req.method)) throw new PaymentError('forbidden');
    c.set('access', access);
    await next();
  };
}
