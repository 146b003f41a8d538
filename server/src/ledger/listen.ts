import { randomUUID } from 'node:crypto';
import type { ChangeNotices, Counters } from '../payments/ports.ts';
import { type Driver, openDriver } from './postgres-driver.ts';

/** Where changes are announced, and how patiently one listens. */
export interface ListenOptions {
  /** A direct connection or a session pooler: notifications do not pass a transaction pooler. */
  readonly databaseUrl: string;
  readonly counters: Counters;
  readonly timings: {
    readonly notifyPingMs: number;
    readonly notifyPongMs: number;
    readonly notifyRetryMs: number;
  };
}

/** Channel of the ledger's `pg_notify`; a payload is `<payment id> <version>`. */
const CHANGES = 'lightning_pay';
/** Channel on which a connection hears itself. */
const ECHO = 'lightning_pay_echo';

/**
 * Listens to the ledger's announcements by a connection of its own. A connection that died without a word is noticed
 * within `notifyPingMs` + `notifyPongMs`, because it does not hear itself any more, and replaced until one works.
 *
 * @see https://www.postgresql.org/docs/current/sql-notify.html
 */
export function listenToChanges({ databaseUrl, counters, timings }: ListenOptions): ChangeNotices {
  let onChange: (paymentId: string, version: number) => void = () => {};
  let onGap = () => {};
  let current: Driver | null = null;
  let live = false;
  let stopped = false;
  let timer: ReturnType<typeof setTimeout> | undefined;
  let awaited: string | null = null;

  function hear(channel: string, payload: string): void {
    if (channel === ECHO) {
      if (payload === awaited) heardItself();
      return;
    }
    const [paymentId, version] = payload.split(' ');
    if (paymentId !== undefined && version !== undefined) onChange(paymentId, Number(version));
  }

  async function connect(): Promise<void> {
    const driver = openDriver(databaseUrl, {
      applicationName: 'lightning-pay listen',
      connectMs: timings.notifyPongMs,
      statementMs: 0,
      onNotification: hear,
      onClose: () => lost(driver),
    });
    current = driver;
    timer = setTimeout(() => lost(driver), timings.notifyPongMs);
    try {
      await driver.sql.unsafe(`listen ${CHANGES}; listen ${ECHO}`).simple();
      ping(driver);
    } catch {
      lost(driver);
    }
  }

  function ping(driver: Driver): void {
    if (driver !== current) return;
    clearTimeout(timer);
    awaited = randomUUID();
    timer = setTimeout(() => lost(driver), timings.notifyPongMs);
    driver.sql`select pg_notify(${ECHO}, ${awaited})`.catch(() => lost(driver));
  }

  function heardItself(): void {
    clearTimeout(timer);
    awaited = null;
    const driver = current;
    if (driver === null) return;
    timer = setTimeout(ping, timings.notifyPingMs, driver);
    if (live) return;
    live = true;
    onGap();
  }

  function lost(driver: Driver): void {
    if (driver !== current) return;
    clearTimeout(timer);
    current = null;
    driver.destroy();
    if (stopped) return;
    if (live) counters.add('notifications_lost');
    live = false;
    timer = setTimeout(() => void connect(), timings.notifyRetryMs);
  }

  return {
    get live() {
      return live;
    },
    start(changed, gap) {
      onChange = changed;
      onGap = gap;
      void connect();
    },
    async stop() {
      stopped = true;
      live = false;
      clearTimeout(timer);
      const driver = current;
      current = null;
      driver?.destroy();
    },
  };
}

/** For a home that cannot announce anything, though several processes may share it: the ledger is asked instead. */
export const NO_NOTICES: ChangeNotices = { live: false, start() {}, async stop() {} };
