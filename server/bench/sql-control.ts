import { join } from 'node:path';
import type { Bench } from './bench.ts';
import type { DriverTask } from './controls/sql-driver.ts';

const SCRIPT = join(import.meta.dirname, 'controls/sql-driver.ts');

/** The SQL functions by the driver alone, in a process of its own. */
export interface SqlControl {
  /** @returns What the task's own words say. */
  run(task: DriverTask): Promise<number>;
  stop(): Promise<void>;
}

/** Starts the driver on a ledger of its own. */
export async function startSqlControl({ programs, folder }: Bench): Promise<SqlControl> {
  const driver = await programs.start({
    script: SCRIPT,
    env: { DATA_DIR: await folder() },
    readyFrom: (line) => (line === 'ready' ? true : null),
  });
  return {
    run: async (task) => Number(await driver.ask(task)), // NaN, which never passes, where it ended
    stop: () => driver.stop(),
  };
}
