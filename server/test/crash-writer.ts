/**
 * Child process of a test: writes payments into the embedded database until it is killed, and says after each commit
 * what it committed. Arguments: the data folder and the folder of migrations.
 */
import { openPgliteLedger } from '../src/ledger/pglite.ts';
import { recordWaiting, settling } from './fakes/ledger-rows.ts';

const [dataDir, migrationsDir] = process.argv.slice(2);
if (dataDir === undefined || migrationsDir === undefined) throw new Error('two folders are needed');
const ledger = await openPgliteLedger({ dataDir, migrationsDir });
for (;;) {
  const waiting = await recordWaiting(ledger);
  await ledger.saveChange(settling(waiting));
  process.stdout.write(`${waiting.id}\n`);
}
