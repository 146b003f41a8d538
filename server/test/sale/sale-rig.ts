import { generateKeyPairSync } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { vi } from 'vitest';
import { openShop, type Shop } from '../../../examples/merchant-server/shop.ts';
import { createSimulator, type Simulator } from '../../simulator/simulator.ts';
import type { MerchantPayment } from '../../src/http/contract.ts';
import { type HeardWebhook, startMerchantEndpoint } from '../acceptance/merchant-endpoint.ts';
import { newKey } from '../acceptance/rig.ts';
import { type SmtpSink, startSmtpSink } from '../fakes/smtp-sink.ts';
import { freePort } from '../process/free-port.ts';
import {
  type Ended,
  runServer,
  type ServerProcess,
  serverEnv,
  startServer,
} from '../process/server-process.ts';
import { dummySecret } from '../required-env.ts';

const STORE_ID = 'store1';
const API_KEY = dummySecret(40, 'k');
const REFUND_API_KEY = dummySecret(40, 'f');
const MERCHANT_KEY = dummySecret(32, 'm');
const READ_KEY = dummySecret(32, 'r');
const SIGNING_SECRET = dummySecret(32, 's');
const WEBHOOK_SECRET = `whsec_${Buffer.alloc(32, 'w').toString('base64')}`;
/** The merchant's own mailbox. */
export const OWNER = 'owner@shop.example';

/** A server of its own, an embedded PostgreSQL in it, and a Chromium start slowly on a busy machine. */
export const SLOW_START_MS = 180_000;

/** A merchant's whole house: the server as a process, the sample shop, a mail server, and the simulated BTCPay. */
export interface Sale {
  readonly shop: Shop;
  readonly simulator: Simulator;
  readonly sink: SmtpSink;
  /** Where the server is. */
  readonly payUrl: string;
  /** Webhooks as they went to the shop, which got and answered each. */
  readonly heard: readonly HeardWebhook[];
  /** False: the shop's webhook address is down and answers 503. At first it is up. */
  isShopUp: boolean;
  /** Places an order at the shop. @returns Its id. */
  order(): Promise<string>;
  /** Creates a payment, as whoever writes to the API by hand. */
  create(body: object): Promise<MerchantPayment>;
  /** Pays it at the node, and waits until the ledger says settled. */
  pay(payment: Pick<MerchantPayment, 'id' | 'invoice'>): Promise<MerchantPayment>;
  /** Calls `/v1/merchant/<path>`; waits for nothing. */
  merchant(path: string, init?: { method: string; body?: unknown }): Promise<Response>;
  payment(id: string): Promise<MerchantPayment>;
  /** Waits until the shop has answered this many webhooks about a payment by 2xx. */
  told(paymentId: string, count?: number): Promise<readonly HeardWebhook[]>;
  /** Ends the server, and runs a word of its program over what it left. */
  afterwards(words: readonly string[]): Promise<Ended>;
  stop(): Promise<void>;
}

/** Starts it all on free loopback ports. */
export async function startSale(): Promise<Sale> {
  const folder = await mkdtemp(join(tmpdir(), 'lightning-pay-sale-'));
  const [port, sink, endpoint] = await Promise.all([freePort(), startSmtpSink(), startMerchantEndpoint()]);
  const payUrl = `http://127.0.0.1:${port}`;
  const key = (name: string, value: string, rights: readonly string[]) => ({
    key: value,
    label: name,
    permissions: rights.map((right) => `btcpay.store.${right}:${STORE_ID}`),
  });
  const simulator = createSimulator({
    storeId: STORE_ID,
    apiKeys: [
      key('server', API_KEY, ['cancreateinvoice', 'canviewinvoices', 'canviewlightninginvoice']),
      key('refunds', REFUND_API_KEY, ['canviewinvoices', 'cancreatenonapprovedpullpayments']),
    ],
    timeScale: 0.02,
    webhook: { url: `${payUrl}/webhooks/btcpay`, secret: 'example-webhook-secret' },
  });
  const btcpayUrl = await simulator.listen(0);
  const shop = await openShop({
    file: join(folder, 'orders.sqlite'),
    port: 0,
    payUrl,
    signingSecret: SIGNING_SECRET,
    webhookSecret: WEBHOOK_SECRET,
    readKey: READ_KEY,
  });
  const answered: HeardWebhook[] = [];
  endpoint.reply = async (webhook) => {
    if (!sale.isShopUp) return { status: 503 };
    const headers = webhook.headers as Record<string, string>; // those of Standard Webhooks come once
    const { status } = await fetch(`${shop.url}/webhooks/lightning-pay`, {
      method: 'POST',
      headers: Object.fromEntries(Object.entries(headers).filter(([name]) => name.startsWith('webhook-'))),
      body: webhook.body,
    });
    if (status === 204) answered.push(webhook);
    return { status };
  };
  const env = {
    ...serverEnv({ url: btcpayUrl, apiKey: API_KEY, storeId: STORE_ID }, join(folder, 'ledger')),
    PORT: String(port),
    PUBLIC_URL: payUrl,
    ALLOWED_ORIGINS: shop.url,
    BTCPAY_REFUND_API_KEY: REFUND_API_KEY,
    REQUEST_SIGNING_SECRET: SIGNING_SECRET,
    RECEIPT_SIGNING_KEY: generateKeyPairSync('ed25519')
      .privateKey.export({ type: 'pkcs8', format: 'pem' })
      .toString(),
    MERCHANT_API_KEY: MERCHANT_KEY,
    MERCHANT_READ_KEY: READ_KEY,
    MERCHANT_WEBHOOK_URL: endpoint.url,
    MERCHANT_WEBHOOK_SECRET: WEBHOOK_SECRET,
    PRIVATE_HOSTS: '127.0.0.1',
    SMTP_URL: `smtp://127.0.0.1:${sink.port}`,
    MAIL_FROM: 'Shop <shop@shop.example>',
    NOTIFY_EMAIL: OWNER,
  };
  const server: ServerProcess = await startServer(env);

  const sale: Sale = {
    shop,
    simulator,
    sink,
    payUrl,
    heard: endpoint.heard,
    isShopUp: true,
    async order() {
      const { headers } = await fetch(`${shop.url}/orders`, { method: 'POST', redirect: 'manual' });
      return headers.get('location')?.replace('/orders/', '') ?? '';
    },
    async create(body) {
      const answer = await fetch(`${payUrl}/v1/payments`, {
        method: 'POST',
        headers: { 'Content-Type': 'application/json', 'Idempotency-Key': newKey() },
        body: JSON.stringify(body),
      });
      if (answer.status !== 201) throw new Error(`${answer.status} ${await answer.text()}`);
      return (await answer.json()) as MerchantPayment;
    },
    pay({ id, invoice }) {
      simulator.pay({ bolt11: invoice?.bolt11 ?? '' });
      return vi.waitFor(
        async () => {
          const payment = await sale.payment(id);
          if (payment.status !== 'settled') throw new Error(`it is ${payment.status}`);
          return payment;
        },
        { timeout: 20_000, interval: 100 },
      );
    },
    merchant: (path, { method, body } = { method: 'GET' }) =>
      fetch(`${payUrl}/v1/merchant/${path}`, {
        method,
        headers: {
          Authorization: `Bearer ${MERCHANT_KEY}`,
          ...(body === undefined ? {} : { 'Content-Type': 'application/json' }),
          ...(method === 'POST' ? { 'Idempotency-Key': newKey() } : {}),
        },
        ...(body === undefined ? {} : { body: JSON.stringify(body) }),
      }),
    async payment(id) {
      return (await (await sale.merchant(`payments/${id}`)).json()) as MerchantPayment;
    },
    told: (paymentId, count = 1) =>
      vi.waitFor(
        () => {
          const webhooks = answered.filter(({ body }) => body.includes(paymentId));
          if (webhooks.length < count) throw new Error(`${webhooks.length} webhooks so far`);
          return webhooks;
        },
        { timeout: 20_000 },
      ),
    async afterwards(words) {
      if (server.child.exitCode === null) await server.end('SIGTERM');
      return runServer(env, words);
    },
    async stop() {
      server.child.kill('SIGKILL');
      await Promise.all([endpoint.close(), shop.stop(), simulator.close(), sink.stop()]);
      await rm(folder, { recursive: true });
    },
  };
  return sale;
}
