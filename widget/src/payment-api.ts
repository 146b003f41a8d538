import { type Clock, pageClock, pause } from './clock.ts';
import { CheckoutError } from './errors.ts';
import { type Payment, parsePayment } from './payment.ts';
import { REQUEST, readProblem } from './server.ts';

/** What a page asks for: one of `amount` (with `currency`), `product` or `request`, and what describes the order. */
export interface CreatePaymentInput {
  /** Decimal string, for example `50` or `50.00`. */
  readonly amount?: string | undefined;
  /** ISO 4217 code, or `SATS`. */
  readonly currency?: string | undefined;
  /** Id of a product in the server's catalogue. */
  readonly product?: string | undefined;
  /** Signed request (JWT) from the merchant's backend. */
  readonly request?: string | undefined;
  readonly orderId?: string | undefined;
  readonly description?: string | undefined;
  readonly email?: string | undefined;
  readonly metadata?: Readonly<Record<string, string>> | undefined;
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
  /**
   * Asks for a fresh invoice of an expired payment, whose old ones stay watched. One that can be paid is unchanged.
   *
   * @throws CheckoutError `already_settled` or `partially_paid` where there is no more to renew, `payment_not_found`,
   *   or `not_found` and `method_not_allowed` of a server that does not know renewal yet.
   */
  renewPayment(id: string, clientSecret: string, signal: AbortSignal): Promise<Payment>;
}

/** Where the server is, and what the client is built on. */
export interface PaymentApiOptions {
  /** As `parseServerUrl` gives it. */
  readonly server: URL;
  readonly fetch?: typeof fetch;
  readonly clock?: Clock;
}

const CREATE_TIMEOUT_MS = 20_000;
const READ_TIMEOUT_MS = 10_000;

/** A creation or renewal is repeated by itself so often, and only where the server wants it soon. */
const CREATE_REPEATS = 1;
const RENEW_REPEATS = 2;
const REPEAT_AFTER_MS = 500;
const LONGEST_REPEAT_SECONDS = 5;

/** Makes the HTTP client of one server. */
export function createPaymentApi(options: PaymentApiOptions): PaymentApi {
  const { server, fetch: send = (...args) => fetch(...args), clock = pageClock } = options;

  async function call(
    path: string,
    init: RequestInit,
    timeoutMs: number,
    signal: AbortSignal,
  ): Promise<Payment> {
    const deadline = new AbortController();
    const abort = () => deadline.abort();
    const disarm = clock.after(timeoutMs, abort);
    signal.addEventListener('abort', abort);
    try {
      signal.throwIfAborted();
      const response = await send(new URL(path, server), { ...REQUEST, ...init, signal: deadline.signal });
      if (!response.ok) throw await readProblem(response);
      return parsePayment(await response.json());
    } catch (cause) {
      signal.throwIfAborted();
      if (cause instanceof CheckoutError) throw cause;
      if (cause instanceof SyntaxError) throw new CheckoutError('bad_answer', { retryable: true, cause });
      throw new CheckoutError(deadline.signal.aborted ? 'timeout' : 'network', { retryable: true, cause });
    } finally {
      disarm();
      signal.removeEventListener('abort', abort);
    }
  }

  async function repeat(times: number, run: () => Promise<Payment>, signal: AbortSignal): Promise<Payment> {
    try {
      return await run();
    } catch (error) {
      const delayMs = times > 0 ? repeatDelayMs(error) : null;
      if (delayMs === null) throw error;
      await pause(clock, delayMs, signal);
      return repeat(times - 1, run, signal);
    }
  }

  const pathOf = (id: string) => `v1/payments/${encodeURIComponent(id)}`;
  const withSecret = (clientSecret: string) => ({ headers: { Authorization: `Bearer ${clientSecret}` } });

  return {
    createPayment(input, idempotencyKey, signal) {
      const init = {
        method: 'POST',
        headers: { 'Content-Type': 'application/json', 'Idempotency-Key': idempotencyKey },
        body: JSON.stringify(input),
      };
      return repeat(CREATE_REPEATS, () => call('v1/payments', init, CREATE_TIMEOUT_MS, signal), signal);
    },
    getPayment: (id, clientSecret, signal) =>
      call(pathOf(id), withSecret(clientSecret), READ_TIMEOUT_MS, signal),
    renewPayment(id, clientSecret, signal) {
      const init = { method: 'POST', ...withSecret(clientSecret) };
      const renew = () => call(`${pathOf(id)}/renew`, init, CREATE_TIMEOUT_MS, signal);
      return repeat(RENEW_REPEATS, renew, signal);
    },
  };
}

/** Milliseconds until a call is repeated as it was, or null where it has failed. */
function repeatDelayMs(error: unknown): number | null {
  if (!(error instanceof CheckoutError)) return null;
  const { code, retryable, retryAfterSeconds: seconds } = error;
  if (code === 'network' || code === 'timeout') return REPEAT_AFTER_MS;
  const isSoon = seconds !== null && seconds <= LONGEST_REPEAT_SECONDS;
  return retryable && code !== 'rate_limited' && isSoon ? seconds * 1000 : null;
}
