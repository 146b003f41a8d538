/** Child process of a test: takes a folder, says so, and holds it until it is ended. Argument: the folder. */
import { lockFolder } from '../../src/ledger/lock-file.ts';

const [folder] = process.argv.slice(2);
if (folder === undefined) throw new Error('a folder is needed');
try {
  const lock = await lockFolder(folder, 1_000, 60_000);
  process.once('SIGTERM', () => void lock.release().then(() => process.exit(0)));
  process.stdout.write('held\n');
  setInterval(() => {}, 1_000);
} catch (error) {
  process.stdout.write(`refused ${error instanceof Error ? error.message : String(error)}\n`);
}
