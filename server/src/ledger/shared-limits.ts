import { createHmac } from 'node:crypto';
import { RateLimiterMemory, RateLimiterPostgres, RateLimiterRes } from 'rate-limiter-flexible';
import type { Counters, RateLimiter, SharedLimits } from '../payments/ports.ts';
import { type LimitsDatabase, type LimitsDatabaseOptions, openLimitsDatabase } from './limits-database.ts';
import type { LedgerHome } from './open-ledger.ts';

/** What shared limits need beside their home. */
export interface SharedLimitsOptions {
  /** Hides clients' addresses from whoever reads the database; the same in every process, and where it is not yet, a client has its turns twice. */
  readonly secret: string;
  readonly counters: Counters;
  readonly timings: LimitsDatabaseOptions['timings'];
}

/** Public in the package, and missing from its types. */
type Blocking = RateLimiterPostgres & { getInMemoryBlockMsBeforeExpire(prefixedKey: string): number };

const SCHEMA = 'lightning_pay';
const TABLE = 'rate_limits';

/**
 * Opens what the processes over one ledger share of their limits, where they can.
 *
 * @returns Null where there is nothing to share: PGlite has one process, and its memory is the quicker place; a Supabase
 *   project without `DATABASE_URL` would cost each turn a call over HTTP, so there each process counts for itself.
 */
export async function openSharedLimits(
  home: LedgerHome,
  options: SharedLimitsOptions,
): Promise<SharedLimits | null> {
  if (home.kind === 'pglite' || home.databaseUrl === null) return null;
  const database = await openLimitsDatabase({ ...options, databaseUrl: home.databaseUrl });
  // No client's address is stored, and an address alone would be found again by hashing all of them.
  const hidden = (key: string) =>
    createHmac('sha256', options.secret).update(`rate limit ${key}`).digest('base64url');
  return {
    limiter(name, turns, windowMs) {
      const limiter = sharedRateLimiter(database, name, turns, windowMs);
      return {
        knownWaitMs: (key) => limiter.knownWaitMs(hidden(key)),
        take: (key) => limiter.take(hidden(key)),
        giveBack: (key) => limiter.giveBack(hidden(key)),
      };
    },
    async prune(nowMs) {
      await database.query({
        text: `delete from ${SCHEMA}.${TABLE} where expire < $1`,
        values: [nowMs],
      });
    },
    close: () => database.close(),
  };
}

/**
 * A fixed window for each key, begun by its first turn in any process. A key without turns is refused by this process
 * without a statement until its window ends, and a process that finds no database limits by itself meanwhile. Windows are
 * told by the clocks of the processes: those of several machines are to agree to a part of a second.
 */
function sharedRateLimiter(
  database: LimitsDatabase,
  name: string,
  turns: number,
  windowMs: number,
): RateLimiter {
  const window = { keyPrefix: name, points: turns, duration: windowMs / 1_000 };
  const alone = new RateLimiterMemory(window);
  const limiter = new RateLimiterPostgres({
    ...window,
    storeClient: database,
    storeType: 'client',
    schemaName: SCHEMA,
    tableName: TABLE,
    tableCreated: true,
    clearExpiredByTimeout: false,
    inMemoryBlockOnConsumed: turns,
    insuranceLimiter: alone,
  }) as Blocking;
  const knownWaitMs = (key: string) => limiter.getInMemoryBlockMsBeforeExpire(limiter.getKey(key));

  // Not the package's `reward`: past the window's end it would begin the next one with a turn too many.
  async function reduce(key: string): Promise<void> {
    try {
      await database.query({
        text: `update ${SCHEMA}.${TABLE} set points = points - 1 where key = $1 and points > 0 and expire > $2`,
        values: [limiter.getKey(key), Date.now()],
      });
    } catch {
      const { consumedPoints } = await alone.reward(key);
      if (consumedPoints <= 0) await alone.delete(key);
    }
  }

  return {
    knownWaitMs,
    async take(key) {
      const knownMs = knownWaitMs(key);
      if (knownMs > 0) return knownMs;
      try {
        await limiter.consume(key);
        return 0;
      } catch (refusal) {
        if (!(refusal instanceof RateLimiterRes)) throw refusal;
        // A turn that was refused must not stand in the way of one that is given back.
        await reduce(key);
        return Math.max(1, refusal.msBeforeNext);
      }
    },
    async giveBack(key) {
      await reduce(key);
      // The package can only forget all blocks; those of other keys cost a statement each to find again.
      if (knownWaitMs(key) > 0) limiter.deleteInMemoryBlockedAll();
    },
  };
}
