import type { MiddlewareHandler } from 'hono';

/**
 * What a hosted page may do: load and read its own server's files, send its own form, and nothing else. No script can
 * stand in the page or be made from text, and no page may frame it: who wants to swap the code has to swap the server.
 *
 * @see https://www.w3.org/TR/CSP3/
 */
export const PAGE_POLICY = [
  "default-src 'none'",
  "script-src 'self'",
  "style-src 'self'",
  "img-src 'self'",
  "connect-src 'self'",
  "form-action 'self'",
  "frame-ancestors 'none'",
  "base-uri 'none'",
  "require-trusted-types-for 'script'",
  "trusted-types 'none'",
].join('; ');

/**
 * Headers of the hosted pages. Mount it before the ones of every answer, whose word comes first then.
 *
 * @param referrerPolicy `same-origin` where there is a form: with `no-referrer` browsers send `Origin: null` with it.
 */
export function pageHeaders(referrerPolicy: 'same-origin' | 'no-referrer'): MiddlewareHandler {
  return async (c, next) => {
    await next();
    const { headers } = c.res;
    headers.set('Content-Security-Policy', PAGE_POLICY);
    headers.set('X-Frame-Options', 'DENY');
    headers.set('Referrer-Policy', referrerPolicy);
    headers.set('X-Robots-Tag', 'noindex');
    headers.set('Cache-Control', 'no-store');
  };
}
