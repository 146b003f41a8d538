import type { IncomingMessage } from 'node:http';
import type { BlockList } from 'node:net';
import { PaymentError } from '../payments/errors.ts';
import type { Clock, Ledger, SharedLimits } from '../payments/ports.ts';
import { clientAddress } from './client-address.ts';
import { type CreationLimits, type CreationLimitsDeps, createCreationLimits } from './creation-limits.ts';
import { createKeyGuesses, type KeyGuesses, type KeyGuessesDeps } from './key-guesses.ts';
import type { MakeLimiter } from './mint-turns.ts';
import { createOpenPayments, type OpenPaymentsDeps } from './open-payments.ts';
import { memoryRateLimiter } from './rate-limiter.ts';

/**
 * How often one payment may be read in `readWindowMs`, which is 10 s: by polling, streams, renewals and repeated
 * creations together. Ten a second is far above what pages do, and one secret cannot keep the ledger busy. It is held
 * against the payment, not the address: fifty buyers behind one address do not disturb each other. Each process counts for
 * itself: a shared count would write to the database for every read, which costs more than the read that it guards, and
 * all that more processes let through is as many times more reads of one payment.
 */
const READS_PER_PAYMENT = 100;

/** What the limits stand on. */
export interface RequestLimitsDeps {
  readonly limits: CreationLimitsDeps['limits'];
  readonly trustedProxies: BlockList;
  readonly ledger: Pick<Ledger, 'countOpen'>;
  /** Null: creations are counted in this process alone. */
  readonly sharedLimits: SharedLimits | null;
  readonly clock: Clock;
  readonly timings: CreationLimitsDeps['timings'] &
    OpenPaymentsDeps['timings'] &
    KeyGuessesDeps['timings'] & { readonly readWindowMs: number };
}

/** What one client, one payment and all of them together may ask for. */
export interface RequestLimits {
  /** Names the client that limits are held against; undefined: there is no socket. */
  clientOf(incoming: IncomingMessage | undefined): string;
  readonly creations: CreationLimits;
  /** Of the merchant's keys. */
  readonly guesses: KeyGuesses;
  /**
   * Counts one read of a payment. Call it once the secret is known to be right: nobody else may use its turns up.
   *
   * @throws PaymentError `rate_limited`.
   */
  read(paymentId: string): Promise<void>;
  /** Whether a creation that made nothing new is to be counted all the same, since it came too often. */
  tooManyReads(paymentId: string): Promise<boolean>;
}

/** Builds the limits: those of creations shared where they can be, that of reads of this process. */
export function createRequestLimits(deps: RequestLimitsDeps): RequestLimits {
  const { limits, trustedProxies, ledger, sharedLimits, clock, timings } = deps;
  const reads = memoryRateLimiter(READS_PER_PAYMENT, timings.readWindowMs);
  const countOpen = (nowMs: number) => ledger.countOpen(nowMs);
  const openPayments = createOpenPayments({ countOpen, clock, timings });
  const makeLimiter: MakeLimiter =
    sharedLimits === null ? (_, turns, ms) => memoryRateLimiter(turns, ms) : sharedLimits.limiter;
  return {
    clientOf: (incoming) =>
      clientAddress(
        incoming?.socket.remoteAddress,
        incoming?.headers['x-forwarded-for']?.toString(),
        trustedProxies,
      ),
    creations: createCreationLimits({
      limits,
      makeLimiter,
      openPayments,
      timings,
    }),
    guesses: createKeyGuesses({ makeLimiter, clock, timings }),
    async read(paymentId) {
      const waitMs = await reads.take(paymentId);
      if (waitMs > 0) throw new PaymentError('rate_limited', { retryAfterSeconds: waitMs / 1_000 });
    },
    tooManyReads: async (paymentId) => (await reads.take(paymentId)) > 0,
  };
}
