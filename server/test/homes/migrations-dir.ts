import { join } from 'node:path';

/** The folder that every home is migrated from. */
export const migrationsDir = join(import.meta.dirname, '../../supabase/migrations');
