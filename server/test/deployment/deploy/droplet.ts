import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdir, mkdtemp, readFile, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import postgres from 'postgres';
import { createSimulator, type Simulator } from '../../../simulator/simulator.ts';
import { type PostgresServer, startPostgres } from '../../homes/postgres-server.ts';
import { freePort } from '../../process/free-port.ts';
import { serverEnv } from '../../process/server-process.ts';
import { dummySecret } from '../../required-env.ts';
import { type Edge, startEdge } from '../edge/nginx-rig.ts';
import { Engine } from './engine.ts';
import { git, makeRepository, type Repository, SERVER_FILES } from './repository.ts';

const STORE_ID = 'store1';
const API_KEY = dummySecret(40, 'k');

/** How a run of deploy.sh ended, and all that it said. */
export interface Ended {
  readonly code: number | null;
  readonly output: string;
}

/** A run of deploy.sh that goes on. */
export interface Running {
  readonly pid: number;
  readonly ended: Promise<Ended>;
  /** Stops listening to it, as a cut connection does. */
  hangUp(): void;
}

/**
 * A droplet on this machine: the shipped nginx, a real PostgreSQL, a simulated BTCPay, a checkout with a remote, and
 * server processes for containers.
 */
export class Droplet {
  readonly ports: Readonly<Record<string, number>>;
  readonly folder: string;
  readonly repository: Repository;
  readonly engine: Engine;
  readonly edge: Edge;
  readonly simulator: Simulator;
  readonly #database: PostgresServer;
  readonly #databaseUrl: string;

  private constructor(parts: Parts) {
    this.ports = parts.ports;
    this.folder = parts.folder;
    this.repository = parts.repository;
    this.engine = parts.engine;
    this.edge = parts.edge;
    this.simulator = parts.simulator;
    this.#database = parts.database;
    this.#databaseUrl = parts.databaseUrl;
  }

  /** Sets it up as far as setup.sh does: nothing has been deployed yet. */
  static async setUp(): Promise<Droplet> {
    const folder = await mkdtemp(join(tmpdir(), 'lightning-pay-deploy-'));
    for (const name of ['bin', 'engine/images', 'engine/containers', 'root'])
      await mkdir(join(folder, name), { recursive: true });
    const ports = { 'server-a': await freePort(), 'server-b': await freePort(), trial: await freePort() };
    const at = (service: keyof typeof ports) => `http://127.0.0.1:${ports[service]}`;
    const [repository, edge, database] = await Promise.all([
      makeRepository(folder, 'opt', SERVER_FILES),
      startEdge({ servers: [at('server-a'), at('server-b')] }),
      startPostgres(),
    ]);
    await repository.edit('server/src/timings.ts', patient);
    const permissions = ['cancreateinvoice', 'canviewinvoices'].map(
      (name) => `btcpay.store.${name}:${STORE_ID}`,
    );
    const simulator = createSimulator({
      storeId: STORE_ID,
      apiKeys: [{ key: API_KEY, label: 'server', permissions }],
      timeScale: 0.01,
      webhook: { url: `${at('server-a')}/webhooks/btcpay`, secret: 'example-webhook-secret' },
    });
    const databaseUrl = await database.createDatabase();
    const btcpay = { url: await simulator.listen(0), apiKey: API_KEY, storeId: STORE_ID };
    const { DATA_DIR, HOST, PORT, ...env } = serverEnv(btcpay, '');
    const docker = join(repository.checkout, 'docker');
    await writeFile(
      join(docker, 'server.env'),
      lines({
        ...env,
        PUBLIC_URL: edge.httpsUrl,
        DATABASE_URL: databaseUrl,
        ...{ RATE_LIMIT: '100000', MINT_RATE: '1000' },
      }),
    );
    await writeFile(join(docker, '.env'), lines({ SERVER_IMAGE: 'lightning-pay-server:first' }));
    // Whoever runs the tests need not be root: nothing here is outside of the folder.
    await writeFile(join(folder, 'bin/id'), '#!/bin/sh\necho 0\n', { mode: 0o755 });
    await symlink(join(import.meta.dirname, 'docker.sh'), join(folder, 'bin/docker'));
    const engine = await Engine.start({
      folder: join(folder, 'engine'),
      docker,
      kept: join(folder, 'root/var/lib/lightning-pay/widget'),
      ports,
      reloadNginx: () => edge.reload(),
    });
    return new Droplet({ folder, ports, repository, engine, edge, simulator, database, databaseUrl });
  }

  /** Runs deploy.sh of the checkout to its end. */
  deploy(words: readonly string[] = [], readySeconds = 60): Promise<Ended> {
    return this.startDeploy(words, readySeconds).ended;
  }

  startDeploy(words: readonly string[] = [], readySeconds = 60): Running {
    const child = spawn(join(this.repository.checkout, 'docker/scripts/deploy.sh'), words, {
      cwd: '/',
      stdio: ['ignore', 'pipe', 'pipe'],
      env: {
        PATH: `${join(this.folder, 'bin')}:/usr/sbin:/usr/bin:/sbin:/bin`,
        GIT_CONFIG_GLOBAL: '/dev/null',
        LP_ROOT: join(this.folder, 'root'),
        DOCKER_ENGINE: this.engine.socket,
        READY_SECONDS: String(readySeconds),
      },
    });
    let output = '';
    for (const stream of [child.stdout, child.stderr])
      stream.setEncoding('utf8').on('data', (chunk: string) => {
        output += chunk;
      });
    return {
      pid: child.pid ?? 0,
      ended: once(child, 'close').then(([code]) => ({ code: code as number | null, output })), // of 'close'
      hangUp() {
        child.stdout.destroy();
        child.stderr.destroy();
      },
    };
  }

  /** Path of a file of the droplet, as `/var/lib/lightning-pay/…`. */
  path(path: string): string {
    return join(this.folder, 'root', path);
  }

  /** Commits of the recorded releases, newest first. */
  async recorded(): Promise<string[]> {
    const text = await readFile(this.path('/var/lib/lightning-pay/deploy/releases'), 'utf8');
    return text
      .trim()
      .split('\n')
      .map((line) => line.split(' ')[0] ?? '');
  }

  /** What stands for the droplet's state: it says which release ran, runs, and would be started again. */
  async state(): Promise<object> {
    const { checkout } = this.repository;
    return {
      recorded: await this.recorded(),
      checkout: git(checkout, 'rev-parse', 'HEAD'),
      settings: await readFile(join(checkout, 'docker/.env'), 'utf8'),
      images: ['server-a', 'server-b'].map((service) => this.engine.containers.of(service)?.image),
    };
  }

  /** Ids of all payments, and of how many invoices each has. */
  async payments(): Promise<{ id: string; invoices: number }[]> {
    const sql = postgres(this.#databaseUrl, { max: 1 });
    try {
      return await sql<{ id: string; invoices: number }[]>`
        select id, (select count(*)::int from lightning_pay.invoices i where i.payment_id = p.id) as invoices
          from lightning_pay.payments p`;
    } finally {
      await sql.end();
    }
  }

  async remove(): Promise<void> {
    await this.engine.end();
    await this.simulator.close();
    await this.edge.end();
    await this.#database.remove();
    await rm(this.folder, { recursive: true, force: true });
  }
}

interface Parts {
  readonly folder: string;
  readonly ports: Readonly<Record<string, number>>;
  readonly repository: Repository;
  readonly engine: Engine;
  readonly edge: Edge;
  readonly simulator: Simulator;
  readonly database: PostgresServer;
  readonly databaseUrl: string;
}

function lines(variables: Readonly<Record<string, string>>): string {
  return Object.entries(variables)
    .map(([name, value]) => `${name}=${value}\n`)
    .join('');
}

/**
 * Gives the servers' calls more time than in production, so that what is lost was lost by a deploy, and not on a machine
 * that has a lot to do.
 */
function patient(timings: string): string {
  const names = [
    'ledgerCallMs',
    'limitsCallMs',
    'btcpayReadMs',
    'btcpayCreateMs',
    'shutdownGraceMs',
    'requestMs',
  ];
  return names.reduce((text, name) => {
    const form = new RegExp(`\\b${name}: [\\d_]+`);
    if (!form.test(text)) throw new Error(`timings.ts has no ${name}`);
    return text.replace(form, `${name}: 60_000`);
  }, timings);
}
