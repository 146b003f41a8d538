import { type Logger, migrateDatabase, type Timings } from '../compose.ts';

/**
 * `migrate`: brings the database behind `DATABASE_URL`, a PostgreSQL or that of a Supabase project, to the schema of
 * this version, and says what it applied.
 *
 * @param migrationsDir Folder of the SQL migrations.
 * @returns The exit code: 0, or 1 when the database could not be reached or migrated.
 */
export async function migrateCommand(
  databaseUrl: string,
  migrationsDir: string,
  log: Logger,
  timings: Timings,
): Promise<0 | 1> {
  try {
    const applied = await migrateDatabase(databaseUrl, { migrationsDir, timings });
    for (const name of applied) log.info(`applied ${name}`);
    log.info('migrated', { count: applied.length });
    return 0;
  } catch (error) {
    log.fatal('cannot migrate', { error });
    return 1;
  }
}
