import type { Clock } from './clock.ts';
import type { Payment } from './payment.ts';

/** What a page asks for: one of `amount` (with `currency`), `product` or `request`, and what describes the order. */
export interface CreatePaymentInput {
  /** Decimal string, for example `50` or `50.00`. */
  readonly amount?: string;
  /** ISO 4217 code, or `SATS`. */
  readonly currency?: string;
  /** Id of a product in the server's catalogue. */
  readonly product?: string;
  /** Signed request (JWT) from the merchant's backend. */
  readonly request?: string;
  readonly orderId?: string;
  readonly description?: string;
  readonly email?: string;
  readonly metadata?: Readonly<Record<string, string>>;
}

/** The server, as a checkout calls it. */
export interface PaymentApi {
  /**
   * Makes a payment, or gives the one already made with this key.
   *
   * @param idempotencyKey 22 or more characters of base64url.
   * @throws CheckoutError
   */
  createPayment(input: CreatePaymentInput, idempotencyKey: string, signal: AbortSignal): Promise<Payment>;
  /**
   * Reads a payment as it is now.
   *
   * @throws CheckoutError `payment_not_found` when the id is unknown or the secret is not its own.
   */
  getPayment(id: string, clientSecret: string, signal: AbortSignal): Promise<Payment>;
}

/** Where the server is, and what the client is built on. */
export interface PaymentApiOptions {
  /** As {@link parseServerUrl} gives it. */
  readonly server: URL;
  readonly fetch?: typeof fetch;
  readonly clock?: Clock;
}

/**
 * Reads the address of the server: `https` only, but for loopback, and without credentials.
 *
 * @returns The address with a trailing slash, without query and fragment.
 * @throws CheckoutError `not_configured`
 */
export declare function parseServerUrl(text: string): URL;

/** Makes the HTTP client of one server. */
export declare function createPaymentApi(options: PaymentApiOptions): PaymentApi;
