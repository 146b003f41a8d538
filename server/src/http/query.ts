import type { Context } from 'hono';
import type { ZodType } from 'zod';
import { PaymentError } from '../payments/errors.ts';
import { fieldErrors } from './json-body.ts';

/**
 * Reads a request's query, as strictly as a body.
 *
 * @throws PaymentError `invalid_request` with each fault and its path.
 */
export function readQuery<T>(c: Context, schema: ZodType<T>): T {
  const parsed = schema.safeParse(readParameters(c.req.url));
  if (!parsed.success) throw new PaymentError('invalid_request', { errors: fieldErrors(parsed.error) });
  return parsed.data;
}

/** A parameter that is given twice becomes a list, which no parameter takes. */
function readParameters(url: string): Record<string, string | string[]> {
  const read = new Map<string, string | string[]>();
  for (const [name, value] of new URL(url).searchParams) {
    const before = read.get(name);
    read.set(name, typeof before === 'string' ? [before, value] : (before ?? value));
  }
  return Object.fromEntries(read);
}
