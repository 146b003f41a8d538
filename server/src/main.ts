import { readFileSync } from 'node:fs';
import type { Server } from 'node:http';
import { fileURLToPath } from 'node:url';
import { terminalAsk } from './commands/ask.ts';
import { auditCommand, openAudit } from './commands/audit.ts';
import { btcpayConnectCommand } from './commands/btcpay-connect.ts';
import { explainCommand } from './commands/explain.ts';
import { migrateCommand } from './commands/migrate.ts';
import {
  type Composition,
  compose,
  createHttpServer,
  createLogger,
  openLedger,
  openPorts,
  TIMINGS,
} from './compose.ts';
import { ConfigError, loadConfig, loadConnectConfig, loadMigrationTarget, offFeatures } from './config.ts';

// The same steps from `src/` and from `dist/`.
const folders = {
  migrations: fileURLToPath(new URL('../supabase/migrations', import.meta.url)),
  widget: fileURLToPath(new URL('../../widget/dist', import.meta.url)),
  pages: fileURLToPath(new URL('./http/hosted/files', import.meta.url)),
  dashboard: fileURLToPath(new URL('../dist/dashboard', import.meta.url)),
};

/** Reads the environment, or ends the process with all that is wrong with it. */
function fromEnvironment<T>(load: (env: NodeJS.ProcessEnv) => T): T {
  try {
    return load(process.env);
  } catch (error) {
    if (!(error instanceof ConfigError)) throw error;
    process.stderr.write(`${error.message}\n`);
    process.exit(1);
  }
}

function packageVersion(): string {
  const manifest: unknown = JSON.parse(
    readFileSync(new URL('../../widget/package.json', import.meta.url), 'utf8'),
  );
  return (manifest as { version: string }).version; // a file of our own
}

/** Lets requests in flight finish, ends streams with a hint to come back, then closes the ledger. */
async function shutDown(server: Server, composition: Composition): Promise<void> {
  composition.drain();
  const closed = new Promise((resolve) => server.close(resolve));
  // A kept-alive connection whose answer went out after the close would hold the server open.
  const sweep = setInterval(() => server.closeIdleConnections(), TIMINGS.shutdownSweepMs);
  const limit = setTimeout(() => server.closeAllConnections(), TIMINGS.shutdownGraceMs);
  await closed;
  clearInterval(sweep);
  clearTimeout(limit);
  await composition.stop();
}

async function serve(): Promise<void> {
  const config = fromEnvironment(loadConfig);
  const log = createLogger(config.logLevel);
  const version = packageVersion();
  try {
    const ports = await openPorts(config, folders, log, TIMINGS, version);
    const composition = compose(config, ports, TIMINGS);
    await composition.start();
    const server = createHttpServer(composition.app.fetch, TIMINGS);
    await new Promise<void>((resolve, reject) => {
      server.once('error', reject);
      server.listen(config.port, config.host, resolve);
    });
    const address = server.address();
    const port = typeof address === 'object' && address !== null ? address.port : config.port;
    log.info('listening', {
      host: config.host,
      port,
      network: config.network,
      version,
      off: offFeatures(config),
    });

    let signals = 0;
    const onSignal = (signal: NodeJS.Signals) => {
      signals += 1;
      if (signals > 1) return;
      log.info('stopping', { signal });
      shutDown(server, composition).then(
        () => {
          log.info('stopped');
          process.exit(0);
        },
        (error: unknown) => {
          log.fatal('stopped badly', { error });
          process.exit(1);
        },
      );
    };
    process.on('SIGTERM', onSignal);
    process.on('SIGINT', onSignal);
  } catch (error) {
    log.fatal('cannot start', { error });
    process.exit(1);
  }
}

async function migrate(): Promise<void> {
  const databaseUrl = fromEnvironment(loadMigrationTarget);
  process.exitCode = await migrateCommand(databaseUrl, folders.migrations, createLogger('info'), TIMINGS);
}

async function audit(): Promise<void> {
  const config = fromEnvironment(loadConfig);
  // What the command prints has stdout to itself.
  const log = createLogger(config.logLevel, process.stderr);
  process.exitCode = await auditCommand({
    args: process.argv.slice(3),
    open: async () => {
      const ports = await openPorts(config, folders, log, TIMINGS, packageVersion());
      return openAudit(ports, TIMINGS);
    },
    nowMs: Date.now(),
    print: (line) => process.stdout.write(`${line}\n`),
    complain: (line) => process.stderr.write(`${line}\n`),
  });
}

async function explain(): Promise<void> {
  const config = fromEnvironment(loadConfig);
  const log = createLogger(config.logLevel, process.stderr);
  process.exitCode = await explainCommand({
    args: process.argv.slice(3),
    open: async () => {
      const opened = await openLedger(config.home, {
        migrationsDir: folders.migrations,
        alerts: { raise: (name) => log.warn(name) },
        counters: { add: (name) => log.debug(name) },
        timings: TIMINGS,
      });
      return opened.ledger;
    },
    nowMs: Date.now(),
    timings: TIMINGS,
    print: (line) => process.stdout.write(`${line}\n`),
    complain: (line) => process.stderr.write(`${line}\n`),
  });
}

async function btcpayConnect(): Promise<void> {
  process.exitCode = await btcpayConnectCommand({
    args: process.argv.slice(4),
    load: (settings) => fromEnvironment((env) => loadConnectConfig(env, settings)),
    ask: terminalAsk({
      input: process.stdin,
      output: process.stderr,
      interrupt: () => process.kill(process.pid, 'SIGINT'),
    }),
    timings: TIMINGS,
    print: (line) => process.stdout.write(`${line}\n`),
    complain: (line) => process.stderr.write(`${line}\n`),
  });
}

/** What this program does beside serving, by the word, or two, that follow its name. */
const COMMANDS: ReadonlyMap<string, () => Promise<void>> = new Map([
  ['migrate', migrate],
  ['audit', audit],
  ['explain', explain],
  ['btcpay connect', btcpayConnect],
]);

const word = process.argv[2];
const command = COMMANDS.get(word ?? '') ?? COMMANDS.get(process.argv.slice(2, 4).join(' '));
if (word === undefined) await serve();
else if (command !== undefined) await command();
else {
  process.stderr.write(
    `${word}: this version has no such command; without a word it starts the server, else it knows ${[...COMMANDS.keys()].join(', ')}\n`,
  );
  process.exitCode = 1;
}
