import type { Counters } from '../payments/ports.ts';
import { type Driver, openDriver } from './postgres-driver.ts';

/** A statement as `pg` takes it: that is what `rate-limiter-flexible` speaks. */
export interface Statement {
  readonly text: string;
  readonly values: readonly (string | number | null)[];
}

/** An answer as `pg` gives it. */
export interface Rows {
  readonly rows: readonly object[];
  readonly rowCount: number;
}

/** The database of the limits. */
export interface LimitsDatabase {
  /** @throws Error at once while there is no connection, and within `limitsCallMs` else. */
  query(statement: Statement): Promise<Rows>;
  close(): Promise<void>;
}

/** Which database, and how patiently. */
export interface LimitsDatabaseOptions {
  readonly databaseUrl: string;
  /** Hears `limits_not_shared` each time that the connection is lost, or cannot be made at first. */
  readonly counters: Counters;
  readonly timings: {
    readonly limitsCallMs: number;
    readonly limitsConnectMs: number;
    readonly limitsRetryMs: number;
  };
}

/** Statements that may wait for their answer; one more fails at once. */
const MOST_WAITING = 500;
/** Nothing is asked of a database that lacks the table: a Supabase project that has not been migrated. */
const PROBE = 'select from lightning_pay.rate_limits limit 0';

/**
 * Opens a connection for the limits alone, so that they wait for no other statement, and none for them. Whoever asks
 * never waits for a connection: it is made in the background, and again after any failure.
 *
 * @returns Once the first connection is there or has failed.
 */
export async function openLimitsDatabase(options: LimitsDatabaseOptions): Promise<LimitsDatabase> {
  const { databaseUrl, counters, timings } = options;
  let connected: Driver | null = null;
  let wasThere = true;
  let closed = false;
  let waiting = 0;
  let retry: ReturnType<typeof setTimeout> | undefined;

  async function connect(): Promise<void> {
    const driver = openDriver(databaseUrl, {
      applicationName: 'lightning-pay limits',
      connectMs: timings.limitsConnectMs,
      statementMs: timings.limitsConnectMs,
      onClose: () => lost(driver),
    });
    try {
      await within(timings.limitsConnectMs, driver.sql.unsafe(PROBE));
      if (closed) return driver.destroy();
      connected = driver;
      wasThere = true;
    } catch {
      driver.destroy();
      tryAgain();
    }
  }

  function lost(driver: Driver): void {
    if (driver !== connected) return;
    connected = null;
    driver.destroy();
    tryAgain();
  }

  function tryAgain(): void {
    if (closed) return;
    if (wasThere) counters.add('limits_not_shared');
    wasThere = false;
    retry = setTimeout(() => void connect(), timings.limitsRetryMs);
  }

  await connect();
  return {
    async query({ text, values }) {
      const driver = connected;
      if (driver === null || waiting >= MOST_WAITING) throw new Error('the limits are not shared now');
      waiting += 1;
      try {
        const rows = await within(
          timings.limitsCallMs,
          driver.sql.unsafe(text, [...values], { prepare: true }),
        );
        return { rows, rowCount: rows.count };
      } catch (error) {
        lost(driver);
        throw error;
      } finally {
        waiting -= 1;
      }
    },
    async close() {
      closed = true;
      clearTimeout(retry);
      const driver = connected;
      connected = null;
      await driver?.sql.end({ timeout: timings.limitsCallMs / 1_000 });
    },
  };
}

/** @throws Error after so many milliseconds without an answer. */
async function within<T>(limitMs: number, answer: PromiseLike<T>): Promise<T> {
  const { promise: tooLong, reject } = Promise.withResolvers<never>();
  const timer = setTimeout(() => reject(new Error(`no answer within ${limitMs} ms`)), limitMs);
  try {
    return await Promise.race([answer, tooLong]);
  } finally {
    clearTimeout(timer);
  }
}
