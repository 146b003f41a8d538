import { createClient, type PostgrestError } from '@supabase/supabase-js';
import type { Alerts, Ledger } from '../payments/ports.ts';
import type { Timings } from '../timings.ts';
import { createLedger, type LedgerConnection } from './ledger.ts';
import { watchWrites } from './watch-writes.ts';

/** A Supabase project and how long it may take. */
export interface SupabaseOptions {
  readonly url: string;
  /** The secret key (`sb_secret_…`, or the older service role key), never the publishable one. */
  readonly secretKey: string;
  readonly timings: Pick<Timings, 'ledgerCallMs' | 'ledgerProbeMs'>;
  /** Hears when writes are refused. */
  readonly alerts: Alerts;
}

/** What to do, by PostgREST's code, where a first call fails. @see https://docs.postgrest.org/en/stable/references/errors.html */
const ADVICE: Readonly<Record<string, string>> = {
  PGRST202:
    'the ledger is not in this Supabase project yet: run `migrate` with its DATABASE_URL, or `supabase db push`',
  '42501': 'SUPABASE_SECRET_KEY may not call the ledger: write the secret key, not the publishable one',
};

/**
 * Opens the ledger in a Supabase project by `rpc` alone. It is checked, not migrated: that is the business of the
 * command `migrate` or of `supabase db push`.
 *
 * @throws Error that says what to do where the schema is missing or too old, or the key may not call it.
 */
export async function openSupabaseLedger(options: SupabaseOptions): Promise<Ledger> {
  const connection = connectSupabase(options);
  try {
    await connection.call('lp_check', {});
    const ledger = createLedger(watchWrites(connection, options));
    await ledger.check();
    return ledger;
  } catch (error) {
    const advice = error instanceof SupabaseCallError ? ADVICE[error.code] : undefined;
    throw new Error(advice ?? 'the ledger in this Supabase project cannot be used', { cause: error });
  }
}

/** PostgREST refused a call, or none came through (`code` is empty then). */
class SupabaseCallError extends Error {
  override readonly name = 'SupabaseCallError';
  /** PostgREST's or PostgreSQL's code. */
  readonly code: string;

  constructor({ code, message }: PostgrestError, status: number) {
    super(`${status} ${code} ${message}`);
    this.code = code;
  }
}

function connectSupabase({ url, secretKey, timings }: SupabaseOptions): LedgerConnection {
  const client = createClient(url, secretKey, {
    auth: { persistSession: false, autoRefreshToken: false, detectSessionInUrl: false },
  });
  return {
    async call(name, args) {
      const signal = AbortSignal.timeout(timings.ledgerCallMs);
      const { data, error, status } = await client.rpc(name, { args }).abortSignal(signal);
      if (error !== null) throw new SupabaseCallError(error, status);
      return data ?? null;
    },
    close: () => client.removeAllChannels().then(() => undefined),
  };
}
