import type { EnvReader } from './env-reader.ts';
import { matching, secret } from './grammar.ts';
import { urlWith } from './urls.ts';

/** Where the ledger lives. */
export interface Home {
  readonly kind: 'pglite';
  /** Folder of the embedded database, as given: relative to the folder that the process started in. */
  readonly dataDir: string;
}

const NAMES = ['SUPABASE_URL', 'SUPABASE_SECRET_KEY', 'DATABASE_URL', 'DATA_DIR'] as const;
const CHOICE =
  'SUPABASE_URL with SUPABASE_SECRET_KEY (DATABASE_URL may stand beside them), or DATABASE_URL, or DATA_DIR';
const NOT_BUILT = 'is not built in this version: unset it and write DATA_DIR';

/**
 * Reads which of the three homes the ledger has: exactly one.
 *
 * Supabase and PostgreSQL are read but refused as long as their adapters are missing.
 *
 * @returns The home; after a fault one that is never used.
 */
export function readHome(reader: EnvReader): Home {
  const supabaseUrl = reader.optional(
    'SUPABASE_URL',
    urlWith(['https:', 'http:'], 'the URL of your Supabase project'),
    null,
  );
  const supabaseKey = reader.optional('SUPABASE_SECRET_KEY', secret(16), null);
  const database = urlWith(['postgres:', 'postgresql:'], 'a postgres:// URL');
  const databaseUrl = reader.optional('DATABASE_URL', database, null);
  const dataDir = reader.optional('DATA_DIR', matching(/^[^\0]+$/, 'the path of a folder'), '');

  const hasSupabase = reader.isSet('SUPABASE_URL') || reader.isSet('SUPABASE_SECRET_KEY');
  const hasDatabase = reader.isSet('DATABASE_URL');
  const hasDataDir = reader.isSet('DATA_DIR');
  if (!hasSupabase && !hasDatabase && !hasDataDir) {
    reader.fault(NAMES.join(', '), `no home for the ledger: write exactly one of ${CHOICE}`);
  } else if (hasDataDir && (hasSupabase || hasDatabase)) {
    reader.fault(NAMES.join(', '), `more than one home for the ledger: write exactly one of ${CHOICE}`);
  } else if (hasSupabase) {
    for (const name of ['SUPABASE_URL', 'SUPABASE_SECRET_KEY']) {
      if (!reader.isSet(name))
        reader.fault(name, 'is missing: a Supabase home needs SUPABASE_URL and SUPABASE_SECRET_KEY');
    }
    if (supabaseUrl !== null && supabaseKey !== null)
      reader.fault('SUPABASE_URL', `a Supabase home ${NOT_BUILT}`);
  } else if (databaseUrl !== null) {
    reader.fault('DATABASE_URL', `a PostgreSQL home ${NOT_BUILT}`);
  }
  return { kind: 'pglite', dataDir };
}
