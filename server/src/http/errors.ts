import type { Context } from 'hono';
import type { ContentfulStatusCode } from 'hono/utils/http-status';
import { PaymentError, type PaymentErrorCode } from '../payments/errors.ts';

/** Every code, its status and its title. A code without a line here does not compile. */
export const PROBLEMS = {
  malformed_json: [400, 'The body is not JSON'],
  idempotency_key_invalid: [400, 'The Idempotency-Key header is missing or malformed'],
  unauthorized: [401, 'A valid key is needed'],
  forbidden: [403, 'The key may not do this'],
  origin_not_allowed: [403, 'This origin may not create payments'],
  open_amounts_off: [403, 'Prices are set by the merchant, not by the page'],
  payment_not_found: [404, 'No such payment'],
  not_found: [404, 'No such address'],
  method_not_allowed: [405, 'The address does not take this method'],
  idempotency_in_progress: [409, 'A request with this key is still in progress'],
  already_settled: [409, 'The payment is settled'],
  partially_paid: [409, 'The payment is paid in part'],
  not_settled: [409, 'The payment is not settled'],
  mail_not_configured: [409, 'Mail is not configured'],
  refunds_not_configured: [409, 'Refunds are not configured'],
  body_too_large: [413, 'The body is too large'],
  unsupported_media_type: [415, 'The body must be application/json, without encoding'],
  invalid_request: [422, 'The request is not valid'],
  idempotency_mismatch: [422, 'This key was used with another request'],
  amount_out_of_range: [422, 'The amount is too small or too large'],
  currency_not_accepted: [422, 'The currency is not accepted'],
  product_unknown: [422, 'No such product'],
  request_invalid: [422, 'The signed request is not valid'],
  rate_limited: [429, 'Too many requests'],
  internal_error: [500, 'Something went wrong on our side'],
  invoice_unknown: [502, 'The payment service gave an answer that cannot be used'],
  gateway_bad_answer: [502, 'The payment service gave an answer that cannot be used'],
  gateway_forbidden: [503, 'The payment service did not answer'],
  gateway_unavailable: [503, 'The payment service did not answer'],
  ledger_unavailable: [503, 'The ledger did not answer'],
  liquidity_unavailable: [503, 'The node cannot receive this amount now'],
} as const satisfies Record<PaymentErrorCode, readonly [ContentfulStatusCode, string]>;

/** Seconds to wait where a code demands `Retry-After` and nobody said how long. */
const DEFAULT_RETRY_SECONDS: Partial<Record<PaymentErrorCode, number>> = {
  idempotency_in_progress: 1,
  rate_limited: 60,
  gateway_unavailable: 5,
  ledger_unavailable: 2,
  liquidity_unavailable: 60,
};

/** Codes whose name would tell an outsider about our inside. */
const OUTWARD: Partial<Record<PaymentErrorCode, PaymentErrorCode>> = {
  invoice_unknown: 'gateway_bad_answer',
  gateway_forbidden: 'gateway_unavailable',
};

/** How an error is shown to the outside. */
export interface OutwardError {
  readonly code: PaymentErrorCode;
  readonly status: ContentfulStatusCode;
  readonly title: string;
  /** Whole seconds, 1 or more, where the code says when to come back. */
  readonly retryAfterSeconds: number | undefined;
}

/** Turns an error towards the outside: codes that would tell about our inside get another one. */
export function outward(error: PaymentError): OutwardError {
  const code = OUTWARD[error.code] ?? error.code;
  const [status, title] = PROBLEMS[code];
  const seconds = error.retryAfterSeconds ?? DEFAULT_RETRY_SECONDS[code];
  const retryAfterSeconds = seconds === undefined ? undefined : Math.max(1, Math.ceil(seconds));
  return { code, status, title, retryAfterSeconds };
}

/**
 * Answers an error as RFC 9457 `application/problem+json`. Nothing of the error's own message, cause or stack leaves
 * the server; a person finds them in the log by `requestId`.
 *
 * @see https://www.rfc-editor.org/rfc/rfc9457
 */
export function problem(c: Context, error: PaymentError, requestId: string): Response {
  const { code, status, title, retryAfterSeconds } = outward(error);
  if (retryAfterSeconds !== undefined) c.header('Retry-After', String(retryAfterSeconds));
  c.header('Cache-Control', 'no-store');
  c.header('Content-Type', 'application/problem+json');
  const body = {
    type: `urn:lightning-pay:error:${code}`,
    title,
    status,
    code,
    detail: error.detail ?? title,
    requestId,
    errors: error.errors ?? [],
  };
  return c.body(JSON.stringify(body), status);
}

/** Whatever was thrown, as an error with a code. */
export function toPaymentError(thrown: unknown): PaymentError {
  return thrown instanceof PaymentError ? thrown : new PaymentError('internal_error', { cause: thrown });
}
