import { PaymentError } from '../payments/errors.ts';
import type { Clock } from '../payments/ports.ts';
import type { MakeLimiter } from './mint-turns.ts';

/**
 * Wrong keys that one client may present in `guessWindowMs`, which is 15 min: enough for who mistypes, and a key of 32
 * characters is not found in as many tries a year.
 */
const GUESSES_PER_CLIENT = 20;
/** Clients that are kept out at once, in memory; more than that are let in again, the oldest first. */
const MOST_BLOCKED = 10_000;

/** What holds guesses back. */
export interface KeyGuessesDeps {
  /** Where guesses are counted: in this process, or with others. */
  readonly makeLimiter: MakeLimiter;
  readonly clock: Clock;
  readonly timings: { readonly guessWindowMs: number };
}

/** Keeps out who guesses keys, client by client: nobody else's guesses lock a good key out. */
export interface KeyGuesses {
  /**
   * Call it before a key is looked at.
   *
   * @param client As `clientAddress` names it.
   * @throws PaymentError `rate_limited` while the client is kept out, whatever its key.
   */
  refuse(client: string): void;
  /**
   * Counts a wrong key.
   *
   * @throws PaymentError `rate_limited` when that is one too many.
   */
  wrong(client: string): Promise<void>;
}

/** Builds it. A good key costs no turn, so that a page may ask as much at once as it likes. */
export function createKeyGuesses({ makeLimiter, clock, timings }: KeyGuessesDeps): KeyGuesses {
  const guesses = makeLimiter('guess', GUESSES_PER_CLIENT, timings.guessWindowMs);
  const blockedUntil = new Map<string, number>();

  return {
    refuse(client) {
      const waitMs = (blockedUntil.get(client) ?? 0) - clock.now();
      if (waitMs > 0) throw tooMany(waitMs);
      blockedUntil.delete(client);
    },
    async wrong(client) {
      const waitMs = await guesses.take(client);
      if (waitMs === 0) return;
      blockedUntil.set(client, clock.now() + waitMs);
      for (const oldest of blockedUntil.keys()) {
        if (blockedUntil.size <= MOST_BLOCKED) break;
        blockedUntil.delete(oldest);
      }
      throw tooMany(waitMs);
    },
  };
}

function tooMany(waitMs: number): PaymentError {
  return new PaymentError('rate_limited', { retryAfterSeconds: waitMs / 1_000 });
}
