/**
 * `npm start` ends here: the example shop on http://localhost:8787 with everything behind it. Reads `PORT`, `HOST`
 * (default: the loopback addresses) and `DEMO_DATA_DIR` (default: `.data` in the repository).
 */
import { join, resolve } from 'node:path';
import { startDemo } from './demo/demo.ts';

const root = resolve(import.meta.dirname, '../..');
const { PORT, HOST, DEMO_DATA_DIR } = process.env;
const stopping = new AbortController();
const stopped = new Promise<void>((done) => stopping.signal.addEventListener('abort', () => done()));
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, () => stopping.abort());

try {
  const demo = await startDemo({
    dist: join(root, 'server/dist'),
    page: join(import.meta.dirname, 'page'),
    dataDir: resolve(DEMO_DATA_DIR ?? join(root, '.data')),
    port: portFrom(PORT),
    host: HOST ?? null,
    signal: stopping.signal,
    say: console.log,
  });
  console.log(`lightning-pay demo: ${demo.url}`);
  const story = await Promise.race([stopped, demo.broken]);
  // Ctrl-C reaches the programs too: one that ends before we hear of it did not break.
  await demo.stop();
  if (typeof story === 'string' && !stopping.signal.aborted) fail(story);
} catch (error) {
  if (!stopping.signal.aborted) fail(reasonOf(error, PORT));
}
process.exit();

function portFrom(value: string | undefined): number {
  const port = Number(value ?? 8787);
  if (value?.trim() === '' || !Number.isInteger(port) || port < 0 || port > 65_535) {
    throw new Error(`PORT is not a port: ${value}`);
  }
  return port;
}

function reasonOf(error: unknown, port: string | undefined): string {
  if (!(error instanceof Error)) return String(error);
  if ((error as NodeJS.ErrnoException).code === 'EADDRINUSE') {
    return `Port ${port ?? 8787} is in use. Choose another: PORT=8788 npm start`;
  }
  return error.name === 'TimeoutError' ? 'The demo was not ready within a minute.' : error.message;
}

function fail(reason: string): void {
  console.error(reason);
  process.exitCode = 1;
}
