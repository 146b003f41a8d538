import { randomBytes } from 'node:crypto';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { inspect } from 'node:util';
import type { HttpBindings } from '@hono/node-server';
import { vi } from 'vitest';
import { createSimulator } from '../../simulator/simulator.ts';
import { signBtcpayWebhook } from '../../src/btcpay/webhook.ts';
import { type Composition, compose, createHttpServer, type Ports, type Settings } from '../../src/compose.ts';
import type { MerchantPayment, WirePayment } from '../../src/http/contract.ts';
import { loadPageFiles } from '../../src/http/hosted/page-files.ts';
import type { HomeOptions, OpenLedger } from '../../src/ledger/open-ledger.ts';
import { parseMoney } from '../../src/payments/money.ts';
import type { Alerts, Counters, PaymentHistory } from '../../src/payments/ports.ts';
import { TIMINGS, type Timings } from '../../src/timings.ts';
import { ROOMY } from '../fakes/limits.ts';
import { openTestLedger } from '../ledger-snapshot.ts';
import { dummySecret } from '../required-env.ts';
import { API_KEY, btcpayPorts, keysAtBtcpay, REFUND_API_KEY, STORE_ID } from './rig-btcpay.ts';

const WEBHOOK_SECRET = 'example-webhook-secret';
/** Of the merchant, to read the ledger. */
export const READ_KEY = dummySecret(32, 'r');
/** Of the merchant, to do all; no rig knows it unless its settings do. */
export const MERCHANT_KEY = dummySecret(32, 'm');
/** The one origin that may create payments, beside the server's own. */
export const ORIGIN = 'https://shop.example';

/** What a test may change about the rig. */
export interface RigOptions {
  readonly timings?: Partial<Timings>;
  readonly settings?: Partial<Settings>;
  /** `PUBLIC_URL` is where the rig really listens: for browsers. Default false. */
  readonly publicHere?: boolean;
  /** Opens the ledger. Default: an embedded one in memory. */
  readonly ledger?: (options: HomeOptions) => Promise<OpenLedger>;
  /** Wraps the ports, for tests that count or break calls. */
  readonly wrap?: (ports: Ports, btcpayUrl: string) => Ports;
  /** Factor on the life of an invoice, which is one minute and the margin: 0.02 makes it 1.2 s. Default: an hour. */
  readonly lifeScale?: number;
  /** How far BTCPay's clock is ahead of ours, milliseconds. */
  readonly btcpayClockMs?: number;
  /** What the key for refunds may do at BTCPay, as `cancreatenonapprovedpullpayments`. Default: there is no such key. */
  readonly refunds?: readonly string[];
  /** False: BTCPay sends no webhooks, the test sends its own. Default false. */
  readonly webhooks?: boolean;
}

/** A sweep that looks at everything again and again; one second of production is about two milliseconds. */
export const QUICK_SWEEP: Partial<Timings> = {
  sweepMs: 20,
  checkUnpaidMs: 40,
  checkAtExpiryMs: 30,
  checkExpired: [{ untilMs: 3_600_000, everyMs: 60 }],
  checkLeaseMs: 2_000,
  circuitOpenMs: 50,
};
/** No sweep within a test. */
export const NO_SWEEP: Partial<Timings> = { sweepMs: 3_600_000 };

/** What the server logged, alerted and counted. */
export interface Seen {
  readonly alerts: { readonly name: string; readonly fields: object }[];
  readonly counts: Map<string, number>;
  /** Everything that a log line would hold, as text. */
  readonly log: string[];
}

/** A composed server on a real socket, over an embedded PostgreSQL and a simulated BTCPay on a socket of its own. */
export type Rig = Awaited<ReturnType<typeof startRig>>;

/** Starts everything on free loopback ports. */
export async function startRig(options: RigOptions = {}) {
  const seen: Seen = { alerts: [], counts: new Map(), log: [] };
  const life =
    options.lifeScale === undefined ? {} : { expiryMarginMs: TIMINGS.expiryMarginMs * options.lifeScale };
  // Suites ask every route with keys that are wrong: whoever is about that throttle sets its window.
  const patient = { guessWindowMs: 1 };
  const timings = {
    ...TIMINGS,
    ...patient,
    inboxRetryMs: 10,
    inboxRetryMaxMs: 50,
    ...life,
    ...options.timings,
  };
  let composition: Composition | undefined;
  const server = createHttpServer(
    (request, bindings) =>
      composition?.app.fetch(request, bindings as HttpBindings) ?? new Response(null, { status: 503 }),
    timings,
  );
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const simulator = createSimulator({
    storeId: STORE_ID,
    apiKeys: keysAtBtcpay(options.refunds),
    timeScale: 0.02,
    now: () => Date.now() + (options.btcpayClockMs ?? 0),
    expirationScale: options.lifeScale ?? 1,
    ...(options.webhooks ? { webhook: { url: `${url}/webhooks/btcpay`, secret: WEBHOOK_SECRET } } : {}),
  });
  const btcpayUrl = await simulator.listen(0);
  const alerts: Alerts = { raise: (name, fields = {}) => seen.alerts.push({ name, fields }) };
  const counters: Counters = { add: (name) => seen.counts.set(name, (seen.counts.get(name) ?? 0) + 1) };
  const migrationsDir = join(import.meta.dirname, '../../supabase/migrations');
  const opened = await (options.ledger ?? inMemory)({ migrationsDir, alerts, counters, timings });
  const { ledger } = opened;
  const real: Ports = {
    ...opened,
    ...btcpayPorts(btcpayUrl, {
      ttlMinutes: options.lifeScale === undefined ? 60 : 1,
      timings,
      hasRefunds: options.refunds !== undefined,
    }),
    alerts,
    counters,
    requestLog: {
      request: (line) => seen.log.push(JSON.stringify(line)),
      failure: (id, error) => seen.log.push(`${id} ${inspect(error)}`),
    },
    clock: { now: Date.now },
    random: { bytes: (length) => randomBytes(length) },
    widgetFiles: new Map(),
    pageFiles: await loadPageFiles(join(import.meta.dirname, '../../src/http/hosted/files')),
  };
  const settings: Settings = {
    publicUrl: options.publicHere ? url : 'https://pay.example.com',
    allowedOrigins: [options.publicHere ? url : 'https://pay.example.com', ORIGIN],
    network: 'regtest',
    currencies: [{ currency: 'USD', min: parseMoney('20', 'USD'), max: parseMoney('100', 'USD') }],
    openAmounts: true,
    supportUrl: null,
    appSecrets: [dummySecret(32, 'a')],
    merchantApiKeys: [],
    merchantReadKeys: [READ_KEY],
    retentionDays: 90,
    btcpay: { storeId: STORE_ID, webhookSecrets: [WEBHOOK_SECRET] },
    ...ROOMY,
    ...options.settings,
  };
  composition = compose(settings, options.wrap?.(real, btcpayUrl) ?? real, timings);
  await composition.start();

  const rig = {
    url,
    /** The server itself, for tests that look at its sockets. */
    server,
    seen,
    simulator,
    /** What the server is composed of, before `wrap`. */
    ports: real,
    btcpayUrl,
    /** At BTCPay, for refunds. */
    refundKey: REFUND_API_KEY,
    ledger,

    /** `POST /v1/payments` with a key of its own unless one is given. */
    create(body: unknown = { amount: '50' }, headers: Record<string, string> = {}): Promise<Response> {
      return fetch(`${url}/v1/payments`, {
        method: 'POST',
        headers: { 'Content-Type': 'application/json', 'Idempotency-Key': newKey(), ...headers },
        body: typeof body === 'string' ? body : JSON.stringify(body),
      });
    },
    async createPayment(body?: unknown): Promise<WirePayment & { clientSecret: string; invoiceId: string }> {
      const answer = await rig.create(body);
      if (answer.status !== 201) throw new Error(`create answered ${answer.status}: ${await answer.text()}`);
      const payment = (await answer.json()) as WirePayment & { clientSecret: string };
      return { ...payment, invoiceId: (await rig.merchantPayment(payment.id)).invoices[0]?.id ?? '' };
    },
    async payment(created: { id: string; clientSecret: string }): Promise<WirePayment> {
      const answer = await fetch(`${url}/v1/payments/${created.id}`, {
        headers: { Authorization: `Bearer ${created.clientSecret}` },
      });
      return (await answer.json()) as WirePayment;
    },
    renew(created: { id: string; clientSecret: string }): Promise<Response> {
      return fetch(`${url}/v1/payments/${created.id}/renew`, {
        method: 'POST',
        headers: { Authorization: `Bearer ${created.clientSecret}` },
      });
    },
    async merchantPayment(id: string): Promise<MerchantPayment> {
      const answer = await fetch(`${url}/v1/merchant/payments/${id}`, {
        headers: { Authorization: `Bearer ${READ_KEY}` },
      });
      return (await answer.json()) as MerchantPayment;
    },
    async history(id: string): Promise<PaymentHistory> {
      const history = await ledger.getHistory(id);
      if (history === null) throw new Error(`no payment ${id}`);
      return history;
    },
    /** The same less BTCPay's webhooks: what they changed, however many came. */
    async effects(id: string): Promise<Omit<PaymentHistory, 'webhooks'>> {
      const { webhooks: _, ...effects } = await rig.history(id);
      return effects;
    },
    /** Invoices at BTCPay, newest first; those of one payment when its reference is given. */
    async btcpayInvoices(reference?: string): Promise<{ id: string }[]> {
      const query = reference === undefined ? '' : `&orderId=${reference}`;
      const answer = await fetch(`${btcpayUrl}/api/v1/stores/${STORE_ID}/invoices?take=1000${query}`, {
        headers: { Authorization: `token ${API_KEY}` },
      });
      return (await answer.json()) as { id: string }[];
    },
    /** Sends bytes to the webhook's address, signed unless a signature (or null for none) is given. */
    deliver(
      body: string,
      signature: string | null = signBtcpayWebhook(Buffer.from(body), WEBHOOK_SECRET),
    ): Promise<Response> {
      return fetch(`${url}/webhooks/btcpay`, {
        method: 'POST',
        headers: {
          'Content-Type': 'application/json',
          ...(signature === null ? {} : { 'BTCPay-Sig': signature }),
        },
        body,
      });
    },
    /** Waits until the inbox has nothing left to do. */
    async inboxEmpty(): Promise<void> {
      await vi.waitFor(
        async () => {
          if ((await ledger.pendingDeliveries()).length > 0) throw new Error('webhooks are still pending');
        },
        { timeout: 10_000 },
      );
    },
    async stop(): Promise<void> {
      composition?.drain();
      const closed = new Promise((resolve) => server.close(resolve));
      // A kept-alive connection whose answer went out after the close would hold the server open.
      const sweep = setInterval(() => server.closeIdleConnections(), timings.shutdownSweepMs);
      // One that a client opened and never used is not idle to Node, and would be held for a minute.
      const limit = setTimeout(() => server.closeAllConnections(), 1_000);
      await closed;
      clearInterval(sweep);
      clearTimeout(limit);
      await composition?.stop();
      await simulator.close();
    },
  };
  return rig;
}

async function inMemory(options: HomeOptions): Promise<OpenLedger> {
  return { ledger: await openTestLedger(options), notices: null };
}

/** A fresh Idempotency-Key. */
export function newKey(): string {
  return randomBytes(16).toString('base64url');
}

/** A webhook's body as BTCPay writes it: indented, with these fields. */
export function webhookBody(type: string, invoiceId: string, fields: Record<string, unknown> = {}): string {
  const id = randomBytes(12).toString('base64url');
  const event = {
    deliveryId: id,
    webhookId: 'webhook1',
    originalDeliveryId: id,
    isRedelivery: false,
    type,
    timestamp: Math.floor(Date.now() / 1_000),
    storeId: STORE_ID,
    invoiceId,
    metadata: {},
    ...fields,
  };
  return JSON.stringify(event, null, 2);
}
