import { CheckoutError } from './errors.ts';

/** What every request to the server has: no cookies of the page, no answer from a cache. */
export const REQUEST = { credentials: 'omit', cache: 'no-store' } as const satisfies RequestInit;

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
