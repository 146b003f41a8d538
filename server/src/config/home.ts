import type { EnvReader } from './env-reader.ts';
import { matching, secret } from './grammar.ts';
import { urlWith } from './urls.ts';

/** Where the ledger lives. */
export type Home =
  | {
      readonly kind: 'pglite';
      /** Folder of the embedded database, as given: relative to the folder that the process started in. */
      readonly dataDir: string;
    }
  | { readonly kind: 'postgres'; readonly databaseUrl: string }
  | {
      readonly kind: 'supabase';
      readonly url: string;
      readonly secretKey: string;
      /** The project's own database, to be told of changes at once; null: it is asked every second. */
      readonly databaseUrl: string | null;
    };

const NAMES = ['SUPABASE_URL', 'SUPABASE_SECRET_KEY', 'DATABASE_URL', 'DATA_DIR'] as const;
const CHOICE =
  'SUPABASE_URL with SUPABASE_SECRET_KEY (DATABASE_URL may stand beside them), or DATABASE_URL, or DATA_DIR';
const database = urlWith(['postgres:', 'postgresql:'], 'a postgres:// URL');

/**
 * Reads which of the three homes the ledger has: exactly one.
 *
 * @returns The home; after a fault one that is never used.
 */
export function readHome(reader: EnvReader): Home {
  const url = reader.optional(
    'SUPABASE_URL',
    urlWith(['https:', 'http:'], 'the URL of your Supabase project'),
    null,
  );
  const secretKey = reader.optional('SUPABASE_SECRET_KEY', secret(16), null);
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
  }
  if (url !== null && secretKey !== null) return { kind: 'supabase', url, secretKey, databaseUrl };
  if (databaseUrl !== null) return { kind: 'postgres', databaseUrl };
  return { kind: 'pglite', dataDir };
}

/**
 * Reads what the command `migrate` needs, and nothing else: `DATABASE_URL`, of a PostgreSQL or a Supabase project.
 *
 * @returns The URL; after a fault one that is never used.
 */
export function readMigrationTarget(reader: EnvReader): string {
  if (reader.isSet('DATABASE_URL') || !reader.isSet('DATA_DIR'))
    return reader.required('DATABASE_URL', database);
  reader.fault('DATA_DIR', 'migrates itself at every start: `migrate` is for a DATABASE_URL');
  return '';
}
