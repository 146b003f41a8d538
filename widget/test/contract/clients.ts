import { randomBytes } from 'node:crypto';
import type { CheckoutError } from '../../src/errors.ts';
import { createPaymentApi } from '../../src/payment-api.ts';
import { createPaymentStream } from '../../src/payment-stream.ts';
import { parseServerUrl } from '../../src/server-address.ts';
import type { FakeClock } from '../fixtures/fake-clock.ts';

/** What the pages of these tests ask for. */
export const INPUT = { amount: '50', currency: 'USD', orderId: 'A-1', description: 'Two planters' };

/** For a whole server on a machine that may be busy with other suites; each test takes a fraction of a second alone. */
export const LIMIT = { timeout: 60_000 } as const;

/** An idempotency key, as an intent makes it. */
export const newKey = (): string => randomBytes(16).toString('base64url');

/** The error of what fails, or null. */
export const failure = (promise: Promise<unknown>): Promise<CheckoutError | null> =>
  promise.then(
    () => null,
    (error: CheckoutError) => error,
  );

/** The page's real client of a server. */
export function client(url: string, clock?: FakeClock) {
  const server = parseServerUrl(url);
  const api = createPaymentApi({ server });
  return { api, follow: createPaymentStream({ server, api, ...(clock && { clock }) }) };
}
