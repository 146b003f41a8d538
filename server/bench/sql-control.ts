import { join } from 'node:path';
import type { Bench } from './bench.ts';
import type { DriverTask } from './controls/sql-driver.ts';

const SCRIPT = join(import.meta.dirname, 'controls/sql-driver.ts');

/** The server's SQL by the driver alone, in a process of its own. */
export interface SqlControl {
  /** @returns Milliseconds; NaN, which no target passes, where the driver ended. */
  run(groups: DriverTask['groups'], concurrency: number): Promise<number>;
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
    run: async (groups, concurrency) => Number(await driver.ask({ groups, concurrency })),
    stop: () => driver.stop(),
  };
}
