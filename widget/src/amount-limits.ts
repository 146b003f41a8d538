import { type Clock, pageClock } from './clock.ts';
import { parseAmount } from './money.ts';
import { REQUEST } from './server.ts';
import type { AmountLimits } from './typed-amount.ts';

/** Later than this the customer has mostly typed already. */
const TIMEOUT_MS = 5_000;

/** Whom to ask, and what the request is built on. */
export interface ReadLimitsOptions {
  /** As `parseServerUrl` gives it. */
  readonly server: URL;
  /** ISO 4217 code, or `SATS`. */
  readonly currency: string;
  /** Ends the request. */
  readonly signal: AbortSignal;
  readonly fetch?: typeof fetch;
  readonly clock?: Clock;
}

/**
 * Asks the server what may be paid (`GET /v1/config`). A help for the customer, no more: the server checks every creation.
 *
 * @returns Null where it did not answer within 5 s, or names no limits of that currency; it never throws.
 */
export async function readLimits(options: ReadLimitsOptions): Promise<AmountLimits | null> {
  const { server, currency, signal, fetch: send = (...args) => fetch(...args), clock = pageClock } = options;
  const deadline = new AbortController();
  const abort = () => deadline.abort();
  const disarm = clock.after(TIMEOUT_MS, abort);
  signal.addEventListener('abort', abort);
  try {
    signal.throwIfAborted();
    // Unlike a payment it may come from the cache, for as long as the server says.
    const init: RequestInit = { ...REQUEST, cache: 'default', signal: deadline.signal };
    const response = await send(new URL('v1/config', server), init);
    return response.ok ? parseLimits(await response.json(), currency) : null;
  } catch {
    return null;
  } finally {
    disarm();
    signal.removeEventListener('abort', abort);
  }
}

/**
 * Reads the limits of a currency.
 *
 * @param config Answer of `GET /v1/config`, whatever it is.
 * @returns Null where it names none, or not as amounts of it.
 */
export function parseLimits(config: unknown, currency: string): AmountLimits | null {
  const { currencies } = (config ?? {}) as { currencies?: unknown }; // each field is checked below
  const all: unknown[] = Array.isArray(currencies) ? currencies : [];
  for (const entry of all) {
    const { code, min, max } = (entry ?? {}) as Record<string, unknown>;
    if (code !== currency) continue;
    const limits = { min: parseAmount(String(min), currency), max: parseAmount(String(max), currency) };
    return isWhole(limits) ? limits : null;
  }
  return null;
}

function isWhole(limits: { min: string | null; max: string | null }): limits is AmountLimits {
  return limits.min !== null && limits.max !== null;
}
