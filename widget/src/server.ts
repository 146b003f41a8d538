import { CheckoutError } from './errors.ts';

/** What every request to the server has: no cookies of the page, no answer from a cache. */
export const REQUEST = { credentials: 'omit', cache: 'no-store' } as const satisfies RequestInit;

/** `localhost`, its subdomains, 127.0.0.0/8 and ::1, as `URL` writes them. */
const LOOPBACK = /^((.+\.)?localhost|127(\.\d+){3}|\[::1\])$/;

/**
 * Reads the address of the server: `https` only, but for loopback, and without credentials.
 *
 * @param text For example `https://pay.example.com`; a path is kept.
 * @returns The address with a trailing slash, without query and fragment.
 * @throws CheckoutError `not_configured`
 */
export function parseServerUrl(text: string): URL {
  let url: URL | undefined;
  try {
    url = new URL(text);
  } catch {
    // Told below, with the other reasons.
  }
  const isSafe = url?.protocol === 'https:' || (url?.protocol === 'http:' && LOOPBACK.test(url.hostname));
  if (!url || !isSafe || url.username || url.password) {
    throw new CheckoutError('not_configured', {
      message: 'server must be an https address without credentials',
    });
  }
  url.search = '';
  url.hash = '';
  url.pathname = url.pathname.replace(/\/*$/, '/');
  return url;
}

/**
 * Makes an error of an answer that is not 2xx.
 *
 * @returns Code of its `application/problem+json`, else `bad_answer`; retryable for 408, 429, 5xx and a creation in flight.
 */
export async function readProblem(response: Response): Promise<CheckoutError> {
  const problem: unknown = await response.json().catch(() => null);
  const { code, detail } = (problem ?? {}) as { code?: unknown; detail?: unknown }; // checked below
  const seconds = response.headers.get('Retry-After') ?? '';
  return new CheckoutError(
    typeof code === 'string' ? code : response.status === 429 ? 'rate_limited' : 'bad_answer',
    {
      ...(typeof detail === 'string' && { message: detail }),
      retryable:
        [408, 429].includes(response.status) || response.status >= 500 || code === 'idempotency_in_progress',
      retryAfterSeconds: /^\d{1,6}$/.test(seconds) ? Number(seconds) : null,
    },
  );
}
