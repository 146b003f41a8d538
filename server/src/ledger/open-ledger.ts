import type { Alerts, ChangeNotices, Counters, Ledger } from '../payments/ports.ts';
import type { Timings } from '../timings.ts';
import { listenToChanges, NO_NOTICES } from './listen.ts';
import { openPgliteLedger } from './pglite.ts';
import { migratePostgres, openPostgresLedger } from './postgres.ts';
import { openSupabaseLedger } from './supabase.ts';

/** Where the ledger lives; the configuration's `Home`. */
export type LedgerHome =
  | { readonly kind: 'pglite'; readonly dataDir: string }
  | { readonly kind: 'postgres'; readonly databaseUrl: string }
  | {
      readonly kind: 'supabase';
      readonly url: string;
      readonly secretKey: string;
      readonly databaseUrl: string | null;
    };

/** What every home needs beside itself. */
export interface HomeOptions {
  /** Folder of the SQL migrations. */
  readonly migrationsDir: string;
  readonly alerts: Alerts;
  readonly counters: Counters;
  readonly timings: Timings;
}

/** An open ledger. */
export interface OpenLedger {
  readonly ledger: Ledger;
  /** News of other processes; null where there are none. */
  readonly notices: ChangeNotices | null;
}

/**
 * Opens the ledger in its home. PostgreSQL and PGlite are migrated, Supabase is checked.
 *
 * @throws Error when it cannot be reached, or its schema does not serve this version.
 */
export async function openLedger(home: LedgerHome, options: HomeOptions): Promise<OpenLedger> {
  switch (home.kind) {
    case 'pglite':
      return {
        ledger: await openPgliteLedger({ ...options, dataDir: home.dataDir }),
        notices: null,
      };
    case 'postgres': {
      const { databaseUrl } = home;
      const ledger = await openPostgresLedger({ ...options, databaseUrl });
      return { ledger, notices: listenToChanges({ ...options, databaseUrl }) };
    }
    case 'supabase': {
      const ledger = await openSupabaseLedger({ ...options, url: home.url, secretKey: home.secretKey });
      const { databaseUrl } = home;
      const notices = databaseUrl === null ? NO_NOTICES : listenToChanges({ ...options, databaseUrl });
      return { ledger, notices };
    }
  }
}

/** Migrates the database behind a `DATABASE_URL`. See `migratePostgres`. */
export function migrateDatabase(
  databaseUrl: string,
  { migrationsDir, timings }: Pick<HomeOptions, 'migrationsDir' | 'timings'>,
): Promise<readonly string[]> {
  return migratePostgres({ databaseUrl, migrationsDir, timings });
}
