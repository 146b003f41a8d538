import type { LedgerConnection, LedgerFunction } from './ledger.ts';

/** One database connection, which carries one call at a time. */
export interface PooledConnection {
  call(name: LedgerFunction, args: object): Promise<unknown>;
  /** Whether the connection is still good after this failure of a call. */
  outlives(error: unknown): boolean;
  /** Ends it at once; a call under way fails. */
  destroy(): void;
  /** Ends it politely. */
  end(): Promise<void>;
}

/** What a pool is made of. */
export interface PoolOptions {
  /** Makes a connection, which connects at its first call. */
  readonly open: () => PooledConnection;
  /** Connections at once, 1 or more. */
  readonly size: number;
  /** Calls that may wait for a connection; one more fails at once. */
  readonly mostWaiting: number;
  /** Deadline of a call, its wait for a connection included. */
  readonly callMs: number;
}

interface Job {
  readonly name: LedgerFunction;
  readonly args: object;
  readonly settle: (error: Error | null, answer?: unknown) => void;
  connection: PooledConnection | null;
}

/**
 * Builds a pool that never makes anybody wait longer than the deadline: whoever has no answer by then fails, and a
 * connection that did not answer is replaced, with the idle ones, which may have died with it unseen.
 */
export function createConnectionPool({ open, size, mostWaiting, callMs }: PoolOptions): LedgerConnection {
  const all = new Set<PooledConnection>();
  const idle: PooledConnection[] = [];
  const waiting = new Set<Job>();
  const running = new Set<Promise<void>>();

  function next(): void {
    for (const job of waiting) {
      const connection = idle.pop() ?? grow();
      if (connection === null) return;
      waiting.delete(job);
      const done: Promise<void> = run(job, connection).finally(() => running.delete(done));
      running.add(done);
    }
  }

  function grow(): PooledConnection | null {
    if (all.size >= size) return null;
    const connection = open();
    all.add(connection);
    return connection;
  }

  async function run(job: Job, connection: PooledConnection): Promise<void> {
    job.connection = connection;
    try {
      job.settle(null, await connection.call(job.name, job.args));
      if (all.has(connection)) idle.push(connection);
    } catch (error) {
      job.settle(error instanceof Error ? error : new Error('the call failed', { cause: error }));
      if (!connection.outlives(error)) discard(connection);
      else if (all.has(connection)) idle.push(connection);
    }
    next();
  }

  function discard(connection: PooledConnection): void {
    if (!all.delete(connection)) return;
    connection.destroy();
  }

  function expire(job: Job): void {
    waiting.delete(job);
    job.settle(new Error(`the database gave no answer within ${callMs} ms`));
    if (job.connection === null) return;
    for (const connection of [job.connection, ...idle.splice(0)]) discard(connection);
    setImmediate(next); // after the calls that expire in the same moment: no connection is made for them
  }

  return {
    call(name, args) {
      if (waiting.size >= mostWaiting)
        return Promise.reject(new Error('too many calls wait for the database'));
      return new Promise((resolve, reject) => {
        const job: Job = {
          name,
          args,
          connection: null,
          settle(error, answer) {
            clearTimeout(timer);
            if (error === null) resolve(answer);
            else reject(error);
          },
        };
        const timer = setTimeout(expire, callMs, job);
        waiting.add(job);
        next();
      });
    },
    async close() {
      await Promise.all(running);
      await Promise.all([...all].map((connection) => connection.end()));
      all.clear();
    },
  };
}
