import { once } from 'node:events';
import { connect, type Socket } from 'node:net';
import postgres from 'postgres';

/** What a connection is for. */
export interface DriverOptions {
  /** As `pg_stat_activity` shows it. */
  readonly applicationName: string;
  readonly connectMs: number;
  /** After it the database itself gives a statement up; 0: never. */
  readonly statementMs: number;
  /** Hears of notifications on channels that the connection listens to. */
  readonly onNotification?: (channel: string, payload: string) => void;
  /** Hears that an established connection is gone. */
  readonly onClose?: () => void;
}

/** One connection, made at the first statement. */
export interface Driver {
  readonly sql: postgres.Sql;
  /** Closes the socket without a word to a database that may not listen any more. */
  destroy(): void;
}

/**
 * Opens one connection by the `postgres` package. Its own pool queues without a limit and keeps a connection that does
 * not answer, hence one connection each, on a socket that can be destroyed.
 *
 * @param url `postgres://…`; `sslmode` and what else the package reads from a URL is honoured.
 * @see https://github.com/porsager/postgres
 */
export function openDriver(url: string, options: DriverOptions): Driver {
  const sockets = new Set<Socket>();
  // `socket` and `onnotify` are missing from the package's types.
  const settings = {
    max: 1,
    idle_timeout: 0,
    max_lifetime: null,
    fetch_types: false,
    onnotice: () => {},
    onnotify: options.onNotification,
    onclose: options.onClose ?? (() => {}),
    connection: { application_name: options.applicationName, statement_timeout: options.statementMs },
    async socket({ host: [host = ''], port: [port = 0], path }: Address): Promise<Socket> {
      const socket = typeof path === 'string' ? connect(path) : connect(port, host);
      sockets.add(socket);
      socket.once('close', () => sockets.delete(socket));
      const tooLong = setTimeout(() => socket.destroy(new Error('no connection in time')), options.connectMs);
      await once(socket, 'connect').finally(() => clearTimeout(tooLong));
      // The package reads the name for TLS from here.
      return Object.assign(socket.setNoDelay(true), { host });
    },
  };
  const sql = postgres(url, settings);
  return {
    sql,
    destroy() {
      sql.end({ timeout: 0 }).catch(() => {});
      for (const socket of sockets) socket.destroy();
    },
  };
}

/** As the package hands it to `socket`. */
interface Address {
  readonly host: readonly string[];
  readonly port: readonly number[];
  readonly path: string | false | null;
}
