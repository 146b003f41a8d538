import type { AddressInfo } from 'node:net';
import { Btcpay } from './btcpay.ts';
import { type Control, createControl } from './control.ts';
import { controlRoutes } from './control-routes.ts';
import { newId } from './ids.ts';
import { invoiceRoutes } from './invoice-routes.ts';
import { keyRoutes } from './key-routes.ts';
import type { ApiKey } from './keys.ts';
import { Notifier } from './notifier.ts';
import type { Rates } from './pricing.ts';
import { refundRoutes } from './refund-routes.ts';
import { createHttpServer } from './server.ts';
import { serverRoutes } from './server-routes.ts';
import { loadStore, newStore, openStateFile, type StateFile } from './state-file.ts';
import { webhookRoutes } from './webhook-routes.ts';

/** What a simulated BTCPay is made of. */
export interface SimulatorOptions {
  readonly storeId: string;
  /** Shown in BOLT11 descriptions. Default `Example Store`. */
  readonly storeName?: string | undefined;
  readonly apiKeys: readonly ApiKey[];
  /** A webhook that is there from the start; `events` defaults to all invoice events but `InvoiceCreated`. */
  readonly webhook?: { url: string; secret: string; events?: readonly string[] | undefined } | undefined;
  /** Folder whose file `simulator.json` survives a restart; without it everything is in memory. */
  readonly dataDir?: string | undefined;
  /** Factor on retry waits, deadlines, sweeps and the delay of expiry: 0.02 makes 1 s 20 ms. Default 1. */
  readonly timeScale?: number | undefined;
  /** Factor on `expirationMinutes` of invoices, one second at least. Default 1. */
  readonly expirationScale?: number | undefined;
  /** Units of a currency for one bitcoin, decimal strings. `SATS` and `BTC` are always there. */
  readonly rates?: Rates | undefined;
  /** Whether `POST /control/…` is served. Default true. */
  readonly controlRoutes?: boolean | undefined;
  /** Unix milliseconds. Default the system's clock. */
  readonly now?: (() => number) | undefined;
  /** Told of each exchange over HTTP; `status` 0 where the connection was cut. */
  readonly onExchange?: ((exchange: { method: string; path: string; status: number }) => void) | undefined;
}

/** A simulated BTCPay: listen, disturb, close. */
export interface Simulator extends Control {
  /** Starts to serve; port 0 takes a free one. Resolves with the address, e.g. `http://127.0.0.1:40123`. */
  listen(port: number, host?: string): Promise<string>;
  /** Ends connections, queues and timers, and writes the state; a second call is the first one's. */
  close(): Promise<void>;
  /** Id of the webhook of the options, `null` without one. */
  readonly webhookId: string | null;
  /** The Lightning node's public key, hex. */
  readonly nodeId: string;
}

/** Rates that `npm start` uses. */
export const DEFAULT_RATES: Rates = { USD: '64392.23', EUR: '59211.70' };

/** The events that a checkout backend needs; `InvoiceCreated` only holds up the queue. */
export const DEFAULT_EVENTS: readonly string[] = [
  'InvoiceReceivedPayment',
  'InvoicePaymentSettled',
  'InvoiceProcessing',
  'InvoiceExpired',
  'InvoiceExpiredPaidPartial',
  'InvoicePaidAfterExpiration',
  'InvoiceSettled',
  'InvoiceInvalid',
];

/** Builds a simulated BTCPay with one store; nothing runs before `listen`. */
export function createSimulator(options: SimulatorOptions): Simulator {
  const { storeId, storeName = 'Example Store', dataDir, timeScale = 1, expirationScale = 1 } = options;
  const now = options.now ?? Date.now;
  const store = dataDir ? loadStore(dataDir, storeId, storeName) : newStore(storeId, storeName);
  const file: StateFile | null = dataDir ? openStateFile(dataDir, store) : null;
  const changed = () => file?.changed();
  const notifier = new Notifier(store, now, timeScale, changed);
  const rates = options.rates ?? DEFAULT_RATES;
  const btcpay = new Btcpay({ store, notifier, rates, now, timeScale, expirationScale, changed });
  const { control, disturbance, stop } = createControl(store, btcpay, notifier, now);
  const keys = new Map(options.apiKeys.map((key) => [key.key, key]));
  const server = createHttpServer({
    storeId,
    keys,
    routes: [
      ...serverRoutes(),
      ...keyRoutes(keys),
      ...invoiceRoutes(store, btcpay, now),
      ...refundRoutes(store, notifier, now, changed),
      ...webhookRoutes(store, notifier, changed),
    ],
    controls: options.controlRoutes === false ? [] : controlRoutes(control),
    disturbance,
    onExchange: options.onExchange ?? (() => {}),
  });
  const webhookId = options.webhook ? register(options.webhook) : null;

  /** The receiver of an earlier run, perhaps on another port, keeps its webhook and the deliveries of it. */
  function register({
    url,
    secret,
    events = DEFAULT_EVENTS,
  }: NonNullable<SimulatorOptions['webhook']>): string {
    const known = [...store.webhooks.values()].find((webhook) => webhook.secret === secret);
    const id = known?.id ?? newId();
    const fixed = { id, url, secret, enabled: true, automaticRedelivery: true, everything: false };
    store.webhooks.set(id, { ...fixed, specificEvents: events });
    changed();
    return id;
  }

  let closing: Promise<void> | null = null;

  async function end(): Promise<void> {
    stop();
    btcpay.stop();
    const closed = new Promise((resolve) => server.close(resolve));
    server.closeAllConnections();
    await closed;
    await file?.flush();
  }

  return {
    ...control,
    webhookId,
    nodeId: store.node.id,
    async listen(port, host = '127.0.0.1') {
      btcpay.start();
      await new Promise<void>((resolve, reject) => {
        server.once('error', reject);
        server.listen(port, host, resolve);
      });
      // A server that listens on a port has an AddressInfo; the other forms are for pipes.
      const { port: bound } = server.address() as AddressInfo;
      return `http://${host.includes(':') ? `[${host}]` : host}:${bound}`;
    },
    close: () => (closing ??= end()),
  };
}
