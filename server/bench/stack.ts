import { randomBytes } from 'node:crypto';
import { join } from 'node:path';
import { freePort } from '../test/process/free-port.ts';
import { listeningAddress, type Program, type Programs } from './programs.ts';

const DIST = join(import.meta.dirname, '../dist');
const STORE_ID = 'BenchStore';

/** One client makes all of the load: its limits are not what is measured. */
const ROOM = {
  RATE_LIMIT: '1000000',
  MINT_RATE: '100000',
  MAX_OPEN_PAYMENTS: '1000000',
  STREAMS_PER_CLIENT: '20000',
};

/** How a stack differs from the plain one. */
export interface StackOptions {
  /** Folder of the ledger (PGlite). */
  readonly dataDir: string;
  /** Puts something between server and BTCPay; gets BTCPay's address, gives the one that the server is told. */
  readonly between?: (btcpayUrl: string) => Promise<string>;
  /** True: BTCPay sends its webhooks itself. Default: it sends none. */
  readonly webhooks?: boolean;
  /** Origin of the page that pays. */
  readonly origin?: string;
  readonly appSecret?: string;
  /** Variables of the server that differ. */
  readonly env?: Readonly<Record<string, string>>;
  /** Options for the Node that runs the server. */
  readonly nodeOptions?: readonly string[];
}

/** Server and simulated BTCPay, as built, each a process of its own. */
export interface Stack {
  /** The server. */
  readonly url: string;
  /** The simulated BTCPay. */
  readonly btcpayUrl: string;
  readonly storeId: string;
  readonly webhookSecret: string;
  /** Opens the simulated BTCPay. */
  readonly apiKey: string;
  readonly server: Program<string>;
  stop(): Promise<void>;
}

/** Starts both, on free loopback ports. */
export async function startStack(programs: Programs, options: StackOptions): Promise<Stack> {
  const secret = () => randomBytes(32).toString('hex');
  const [apiKey, webhookSecret, port] = [secret(), secret(), await freePort()];
  const url = `http://127.0.0.1:${port}`;
  const rights = ['cancreateinvoice', 'canviewinvoices', 'canviewlightninginvoice'];
  const permissions = rights.map((right) => `btcpay.store.${right}:${STORE_ID}`);
  const webhook = {
    SIMULATOR_WEBHOOK_URL: `${url}/webhooks/btcpay`,
    SIMULATOR_WEBHOOK_SECRET: webhookSecret,
  };
  const simulator = await programs.start({
    script: join(DIST, 'simulator.js'),
    env: {
      PORT: '0',
      SIMULATOR_STORE_ID: STORE_ID,
      SIMULATOR_API_KEYS: JSON.stringify([{ key: apiKey, label: 'bench', permissions }]),
      ...(options.webhooks === true ? webhook : {}),
    },
    readyFrom: listeningAddress,
  });
  const server = await programs.start({
    script: join(DIST, 'main.js'),
    nodeOptions: options.nodeOptions ?? [],
    env: {
      HOST: '127.0.0.1',
      PORT: String(port),
      PUBLIC_URL: url,
      ALLOWED_ORIGINS: options.origin ?? url,
      NETWORK: 'regtest',
      OPEN_AMOUNTS: 'true',
      ...ROOM,
      DATA_DIR: options.dataDir,
      BTCPAY_URL: (await options.between?.(simulator.ready)) ?? simulator.ready,
      BTCPAY_STORE_ID: STORE_ID,
      BTCPAY_API_KEY: apiKey,
      BTCPAY_WEBHOOK_SECRET: webhookSecret,
      APP_SECRET: options.appSecret ?? secret(),
      ...options.env,
    },
    readyFrom: (line) => (line.includes('"message":"listening"') ? url : null),
  });
  return {
    url,
    btcpayUrl: simulator.ready,
    storeId: STORE_ID,
    webhookSecret,
    apiKey,
    server,
    async stop() {
      await server.stop();
      await simulator.stop();
    },
  };
}
