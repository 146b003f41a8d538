/**
 * Codes that the widget itself gives. Beside these an error carries the server's own code (`rate_limited`,
 * `gateway_unavailable`, …) as it came in `application/problem+json`.
 */
export type CheckoutErrorCode =
  | 'network' // the server could not be reached
  | 'timeout' // it did not answer in time
  | 'bad_answer' // its answer is not what the contract says
  | 'invoice_mismatch' // the BOLT11 is not for this network, amount or time
  | 'payment_invalid' // the invoice became invalid: not retryable
  | 'payment_not_found' // the server does not know this payment, or the secret is wrong
  | (string & {});

/** A failure of the checkout, told to the page as `lp-error`. */
export class CheckoutError extends Error {
  override readonly name = 'CheckoutError';
  /** Machine-readable reason. */
  readonly code: CheckoutErrorCode;
  /** Whether the same step may succeed when tried again. */
  readonly retryable: boolean;
  /** Seconds that the server asked us to wait (`Retry-After`), or null. */
  readonly retryAfterSeconds: number | null;

  /** Each chunk of the widget has a copy of this class: an error is known by its name. */
  static override [Symbol.hasInstance](value: unknown): boolean {
    return (value as Error | null | undefined)?.name === 'CheckoutError'; // whatever it is: it is only asked for a name
  }

  constructor(
    code: CheckoutErrorCode,
    options: {
      message?: string;
      retryable?: boolean;
      retryAfterSeconds?: number | null;
      cause?: unknown;
    } = {},
  ) {
    super(options.message ?? code, { cause: options.cause });
    this.code = code;
    this.retryable = options.retryable ?? false;
    this.retryAfterSeconds = options.retryAfterSeconds ?? null;
  }
}
