import type { Context, MiddlewareHandler } from 'hono';
import { bodyLimit } from 'hono/body-limit';
import type { ZodError, ZodType } from 'zod';
import { type FieldError, PaymentError } from '../payments/errors.ts';

/** Largest body of a JSON request, bytes. */
const MOST_BODY_BYTES = 16 * 1024;

/** Takes bodies of 16 KiB at most. */
export function smallBody(): MiddlewareHandler {
  return bodyLimit({
    maxSize: MOST_BODY_BYTES,
    onError: () => {
      throw new PaymentError('body_too_large');
    },
  });
}

/**
 * Reads a request's body.
 *
 * @throws PaymentError `malformed_json`, or `invalid_request` with each fault and its path.
 */
export async function readBody<T>(c: Context, schema: ZodType<T>): Promise<T> {
  let json: unknown;
  try {
    json = JSON.parse(await c.req.text());
  } catch (error) {
    if (error instanceof SyntaxError) throw new PaymentError('malformed_json');
    throw error;
  }
  const parsed = schema.safeParse(json);
  if (!parsed.success) throw new PaymentError('invalid_request', { errors: fieldErrors(parsed.error) });
  return parsed.data;
}

/** What is wrong, field by field; never a value that was sent. */
export function fieldErrors(error: ZodError): FieldError[] {
  return error.issues.flatMap((issue) => {
    const at = issue.path.map(String).join('.');
    if (issue.code !== 'unrecognized_keys') return [{ path: at, message: issue.message }];
    return [{ path: at, message: 'holds a field that is not known' }];
  });
}
