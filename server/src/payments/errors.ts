/** Why a request or a step failed, as callers see it in `code`. `http/errors.ts` gives each one its status. */
export type PaymentErrorCode =
  // what was asked
  | 'malformed_json'
  | 'idempotency_key_invalid'
  | 'unsupported_media_type'
  | 'body_too_large'
  | 'invalid_request'
  | 'not_found'
  | 'method_not_allowed'
  // the same key again
  | 'idempotency_mismatch'
  | 'idempotency_in_progress'
  // who asks
  | 'origin_not_allowed'
  | 'unauthorized'
  | 'forbidden'
  | 'rate_limited'
  // the price
  | 'open_amounts_off'
  | 'amount_out_of_range'
  | 'currency_not_accepted'
  | 'product_unknown'
  | 'request_invalid'
  // the payment
  | 'payment_not_found'
  | 'already_settled'
  | 'partially_paid'
  | 'not_settled'
  | 'mail_not_configured'
  | 'refunds_not_configured'
  // what we depend on
  | 'gateway_unavailable'
  | 'gateway_bad_answer'
  | 'ledger_unavailable'
  | 'liquidity_unavailable'
  | 'internal_error'
  // never leave the server: BTCPay answers 403 or 404 for an invoice id; our key is unknown to it or lacks a permission
  | 'invoice_unknown'
  | 'gateway_forbidden';

/** One thing wrong with a request's body. */
export interface FieldError {
  /** Where, as in `amount` or `metadata.size`; empty for the body as a whole. */
  readonly path: string;
  /** What is wrong, for a developer: plain English, never a value that was sent. */
  readonly message: string;
}

/** What a `PaymentError` may carry beside its code. */
export interface PaymentErrorOptions {
  /** One sentence for the developer who integrates, safe to send out; without it the code speaks. */
  readonly detail?: string;
  /** Whole seconds, 1 or more, sent as `Retry-After`. */
  readonly retryAfterSeconds?: number;
  /** For `invalid_request`: each fault with its path. */
  readonly errors?: readonly FieldError[];
  /** What made it fail: logged, never sent. */
  readonly cause?: unknown;
}

/** A failure of the domain. Whatever else is thrown is a bug, and answered as `internal_error`. */
export class PaymentError extends Error {
  override readonly name = 'PaymentError';
  /** Machine-readable reason. */
  readonly code: PaymentErrorCode;
  /** See `PaymentErrorOptions`. */
  readonly detail: string | undefined;
  /** See `PaymentErrorOptions`. */
  readonly retryAfterSeconds: number | undefined;
  /** See `PaymentErrorOptions`. */
  readonly errors: readonly FieldError[] | undefined;

  constructor(code: PaymentErrorCode, options: PaymentErrorOptions = {}) {
    super(options.detail === undefined ? code : `${code}: ${options.detail}`, { cause: options.cause });
    this.code = code;
    this.detail = options.detail;
    this.retryAfterSeconds = options.retryAfterSeconds;
    this.errors = options.errors;
  }
}
