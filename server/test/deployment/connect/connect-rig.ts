import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseEnv } from 'node:util';
import { createSimulator, type Simulator, type SimulatorOptions } from '../../../simulator/simulator.ts';
import type { Ask } from '../../../src/commands/ask.ts';
import { btcpayConnectCommand } from '../../../src/commands/btcpay-connect.ts';
import { loadConnectConfig } from '../../../src/config.ts';
import { TIMINGS } from '../../../src/timings.ts';
import { freePort } from '../../process/free-port.ts';
import { type ServerProcess, startServer } from '../../process/server-process.ts';
import { dummySecret } from '../../required-env.ts';
import { type Front, openFront } from './front.ts';

/** The store of the rig. */
export const STORE_ID = 'store1';

const permissionsOf = (...names: string[]) => names.map((name) => `btcpay.store.${name}:${STORE_ID}`);

/** Keys as a merchant may have made them. */
export const KEYS = {
  setup: dummySecret(40, 's'),
  owner: dummySecret(40, 'o'),
  server: dummySecret(40, 'k'),
  weak: dummySecret(40, 'w'),
  mighty: dummySecret(40, 'm'),
} as const;

const PERMISSIONS: Record<keyof typeof KEYS, readonly string[]> = {
  setup: permissionsOf('canmodifyinvoices', 'webhooks.canmodifywebhooks'),
  owner: ['unrestricted'],
  server: permissionsOf('cancreateinvoice', 'canviewinvoices', 'canviewlightninginvoice'),
  weak: permissionsOf('cancreateinvoice', 'canviewinvoices'),
  mighty: permissionsOf(
    'cancreateinvoice',
    'canviewinvoices',
    'canviewlightninginvoice',
    'canuselightningnode',
  ),
};

/** How the command ended and what it said. */
export interface Run {
  readonly code: number;
  readonly output: string;
}

/** Enough for loopback, on a busy machine too; what hangs is given up soon. */
const QUICK = { ...TIMINGS, connectCallMs: 3_000, connectPollMs: 20, connectWaitMs: 1_500 };

/** A BTCPay, the way from it to the server, and the merchant's settings file. */
export interface ConnectRig {
  readonly simulator: Simulator;
  readonly btcpayUrl: string;
  readonly front: Front;
  readonly envFile: string;
  /** What the settings file says now. */
  settings(): Promise<string>;
  /** Calls BTCPay with a key that may do everything. */
  btcpay(method: string, path: string, body?: unknown): Promise<unknown>;
  /** What every run has in its environment. */
  readonly droplet: Readonly<Record<string, string>>;
  /** Runs the command with these variables beside those of a droplet; it waits less long than in production. */
  connect(env?: Readonly<Record<string, string>>, args?: readonly string[], ask?: Ask): Promise<Run>;
  /** Starts the server behind the front, with what the settings file says. */
  startServer(): Promise<ServerProcess>;
  stop(): Promise<void>;
}

/** Opens it; nothing serves behind the front yet. */
export async function openConnectRig(options: Partial<SimulatorOptions> = {}): Promise<ConnectRig> {
  const apiKeys = Object.entries(KEYS).map(([label, key]) => ({
    key,
    label,
    // Object.entries forgets that its keys are those of KEYS.
    permissions: PERMISSIONS[label as keyof typeof KEYS],
  }));
  const simulator = createSimulator({ storeId: STORE_ID, apiKeys, ...options });
  const btcpayUrl = await simulator.listen(0);
  const port = await freePort();
  const front = await openFront(port);
  const folder = await mkdtemp(join(tmpdir(), 'lightning-pay-connect-'));
  const envFile = join(folder, 'server.env');
  await writeFile(envFile, '');
  const servers: ServerProcess[] = [];

  const droplet = {
    PUBLIC_URL: front.url,
    BTCPAY_URL: btcpayUrl,
    NETWORK: 'regtest',
    HOST: '127.0.0.1',
    PORT: String(port),
  };

  return {
    simulator,
    btcpayUrl,
    front,
    envFile,
    settings: () => readFile(envFile, 'utf8'),
    async btcpay(method, path, body) {
      const answer = await fetch(`${btcpayUrl}/api/v1${path}`, {
        method,
        headers: { authorization: `token ${KEYS.owner}`, 'content-type': 'application/json' },
        body: body === undefined ? null : JSON.stringify(body),
      });
      if (!answer.ok) throw new Error(`${method} ${path}: ${answer.status}`);
      const text = await answer.text();
      return text === '' ? null : JSON.parse(text);
    },
    droplet,
    async connect(env = {}, args = [], ask) {
      const lines: string[] = [];
      const code = await btcpayConnectCommand({
        args: ['--env-file', envFile, ...args],
        load: (settings) => loadConnectConfig({ ...droplet, ...env }, settings),
        ask: ask ?? null,
        timings: QUICK,
        print: (line) => lines.push(line),
        complain: (line) => lines.push(line),
      });
      const output = lines.join('\n');
      for (const secret of await secretsOf(envFile)) {
        if (output.includes(secret)) throw new Error('a secret was printed');
      }
      return { code, output };
    },
    async startServer() {
      const settings = parseEnv(await readFile(envFile, 'utf8')) as Record<string, string>; // a file of plain lines
      const server = await startServer({
        ...droplet,
        ...settings,
        ALLOWED_ORIGINS: '*',
        APP_SECRET: dummySecret(32),
        OPEN_AMOUNTS: 'true',
        DATA_DIR: join(folder, 'ledger'),
      });
      servers.push(server);
      return server;
    },
    async stop() {
      await Promise.all(servers.map((server) => server.end('SIGTERM')));
      await front.close();
      await simulator.close();
      await rm(folder, { recursive: true });
    },
  };
}

/** Every key there is, and what the settings file holds. */
async function secretsOf(envFile: string): Promise<string[]> {
  const settings = parseEnv(await readFile(envFile, 'utf8').catch(() => ''));
  const written = ['BTCPAY_API_KEY', 'BTCPAY_WEBHOOK_SECRET'].flatMap((name) => settings[name] ?? []);
  return [...Object.values(KEYS), ...written];
}
