import { randomBytes } from 'node:crypto';
import type { Hono } from 'hono';
import { createApp } from './app.ts';
import { createBtcpayGateway } from './btcpay/client.ts';
import { toDelivery } from './btcpay/delivery.ts';
import { guardGateway } from './btcpay/guard.ts';
import { createInvoiceList } from './btcpay/invoice-list.ts';
import { createBtcpayRefunds } from './btcpay/refunds.ts';
import { verifySignature } from './btcpay/webhook.ts';
import type { Config } from './config.ts';
import { followLedger } from './feed/follow-ledger.ts';
import { createPaymentFeed } from './feed/payment-feed.ts';
import { buildFulfillment } from './fulfillment/fulfillment.ts';
import { buildMailSenders } from './fulfillment/mail-senders.ts';
import { createMerchantWebhook } from './fulfillment/merchant-webhook.ts';
import { wakeOnMessages } from './fulfillment/wake-on-messages.ts';
import { type DashboardFiles, loadDashboardFiles } from './http/dashboard-files.ts';
import type { RequestLog } from './http/deps.ts';
import { createReadiness } from './http/health.ts';
import { loadPageFiles, type PageFiles } from './http/hosted/page-files.ts';
import { createRequestLimits } from './http/limits.ts';
import type { HttpEnv } from './http/middleware.ts';
import { createPaymentStreams } from './http/payment-streams.ts';
import { toMerchant } from './http/payment-view.ts';
import { loadWidgetFiles, type WidgetFiles } from './http/widget-files.ts';
import { openLedger } from './ledger/open-ledger.ts';
import { openSharedLimits } from './ledger/shared-limits.ts';
import { logAlerts, logCounters } from './monitoring/alerts.ts';
import type { Logger } from './monitoring/logger.ts';
import { logRequests } from './monitoring/request-log.ts';
import { buildInbox } from './payments/apply-deliveries.ts';
import { buildApplyInvoiceState, buildApplyReading } from './payments/apply-invoice-state.ts';
import { buildAskReceipt } from './payments/ask-receipt.ts';
import type { InvoiceList } from './payments/audit-ports.ts';
import { buildCreatePayment } from './payments/create-payment.ts';
import { buildMintInvoice } from './payments/mint-invoice.ts';
import { buildNightlyAudit } from './payments/nightly-audit.ts';
import type { Sender, Senders } from './payments/outgoing.ts';
import type {
  Alerts,
  ChangeNotices,
  Clock,
  Counters,
  Gateway,
  Ledger,
  Random,
  SharedLimits,
} from './payments/ports.ts';
import { buildPricePayment } from './payments/price-payment.ts';
import { buildReconcilePayments } from './payments/reconcile-payments.ts';
import { buildRefundPayment } from './payments/refund-payment.ts';
import type { RefundGateway } from './payments/refunds.ts';
import { buildRenewPayment } from './payments/renew-payment.ts';
import { type Repetition, repeat, type Timings } from './timings.ts';
import { createClientSecrets } from './tokens/client-secret.ts';
import { createMerchantKeys } from './tokens/merchant-keys.ts';
import { createReceiptTokens } from './tokens/receipt-token.ts';
import { createRequestTokens } from './tokens/request-token.ts';

export { createHttpServer } from './http/http-server.ts';
export { migrateDatabase, openLedger } from './ledger/open-ledger.ts';
export { createLogger, type Logger } from './monitoring/logger.ts';
export type { Difference } from './payments/audit.ts';
export { type Audit, type AuditReport, auditOver } from './payments/run-audit.ts';
export { TIMINGS, type Timings } from './timings.ts';

const DAY_MS = 86_400_000;

/** Everything outside the core. Tests put fakes and wrappers in their place. */
export interface Ports {
  readonly ledger: Ledger;
  /** News of other processes over the same ledger; null or absent: there are none. */
  readonly notices?: ChangeNotices | null;
  /** Limits of all processes over the same ledger; null or absent: each limits by itself. */
  readonly sharedLimits?: SharedLimits | null;
  readonly gateway: Gateway;
  /** All of BTCPay's invoices; null or absent: there is no audit. */
  readonly invoices?: InvoiceList | null;
  /** Null or absent: no key may make refunds. */
  readonly refunds?: RefundGateway | null;
  /** Absent: nothing is sent. */
  readonly senders?: Senders;
  readonly alerts: Alerts;
  readonly counters: Counters;
  readonly requestLog: RequestLog;
  readonly clock: Clock;
  readonly random: Random;
  readonly widgetFiles: WidgetFiles;
  readonly pageFiles: PageFiles;
  /** Null or absent: there is no page `/merchant`. */
  readonly dashboardFiles?: DashboardFiles | null;
}

/** Folders that belong to the program. */
export interface Folders {
  /** `server/supabase/migrations`. */
  readonly migrations: string;
  /** `widget/dist`. */
  readonly widget: string;
  /** `server/src/http/hosted/files`, or its copy in `server/dist`. */
  readonly pages: string;
  /** `server/dist/dashboard`. */
  readonly dashboard: string;
}

/** The part of the configuration that the core needs. */
export type Settings = Pick<
  Config,
  | 'publicUrl'
  | 'allowedOrigins'
  | 'network'
  | 'currencies'
  | 'openAmounts'
  | 'supportUrl'
  | 'appSecrets'
  | 'merchantApiKeys'
  | 'merchantReadKeys'
  | 'retentionDays'
  | 'limits'
  | 'trustedProxies'
> &
  Partial<Pick<Config, 'requestSigningSecrets' | 'receiptSigningKeys'>> & {
    readonly btcpay: Pick<Config['btcpay'], 'storeId' | 'webhookSecrets'>;
  };

/** A composed server: mount `app`, then `start`. */
export interface Composition {
  readonly app: Hono<HttpEnv>;
  /** Takes up stored webhooks and begins the timers. */
  start(): Promise<void>;
  /** Turns `/readyz` to fail and ends every stream with a `retry:` of its own. */
  drain(): void;
  /** Ends the timers, waits for what is in flight, closes the ledger. */
  stop(): Promise<void>;
}

/**
 * Opens the real adapters.
 *
 * @param version The widget's version, in the address of its immutable file.
 * @throws Error when the ledger cannot be opened or the widget or the dashboard has not been built.
 */
export async function openPorts(
  config: Config,
  folders: Folders,
  log: Logger,
  timings: Timings,
  version: string,
): Promise<Ports> {
  const widgetFiles = await loadWidgetFiles(folders.widget, version);
  const pageFiles = await loadPageFiles(folders.pages);
  const hasMerchantKey = config.merchantApiKeys.length + config.merchantReadKeys.length > 0;
  const dashboardFiles = hasMerchantKey ? await loadDashboardFiles(folders.dashboard) : null;
  const { url, apiKeys, refundApiKeys, storeId } = config.btcpay;
  const alerts = logAlerts(log);
  const counters = logCounters(log);
  const [secret] = config.appSecrets;
  if (secret === undefined) throw new RangeError('an app secret is needed');
  return {
    // First the ledger: it may make the table of the limits.
    ...(await openLedger(config.home, { migrationsDir: folders.migrations, alerts, counters, timings })),
    sharedLimits: await openSharedLimits(config.home, { secret, counters, timings }),
    gateway: createBtcpayGateway({
      url,
      apiKeys,
      storeId,
      ttlMinutes: config.invoiceTtlMinutes,
      timings,
      fetch,
    }),
    invoices: createInvoiceList({ url, apiKeys, storeId, timings, fetch }),
    refunds:
      refundApiKeys.length === 0
        ? null
        : createBtcpayRefunds({ url, apiKeys: refundApiKeys, storeId, timings, fetch }),
    senders: {
      webhook: shopSender(config, timings, version),
      ...buildMailSenders(config.mail, config, timings),
    },
    alerts,
    counters,
    requestLog: logRequests(log),
    clock: { now: Date.now },
    random: { bytes: (length) => randomBytes(length) },
    widgetFiles,
    pageFiles,
    dashboardFiles,
  };
}

/** The sender to the merchant's shop, which sees a payment as the merchant does; null: that is off. */
function shopSender(config: Config, timings: Timings, version: string): Sender | null {
  const { merchantWebhook, privateHosts, publicUrl, receiptSigningKeys: keys } = config;
  if (merchantWebhook === null) return null;
  const receipts = createReceiptTokens({ keys, issuer: new URL(publicUrl).origin });
  const clock = { now: Date.now };
  return createMerchantWebhook({
    ...merchantWebhook,
    show: async (payment) => toMerchant(payment, clock.now(), publicUrl, await receipts.issue(payment)),
    version,
    privateHosts,
    timings,
    clock,
  });
}

/** Composes the server from its ports. */
export function compose(settings: Settings, ports: Ports, timings: Timings): Composition {
  const { sharedLimits = null, alerts, counters, clock, random } = ports;
  const { publicUrl, allowedOrigins, network, supportUrl, openAmounts, btcpay } = settings;
  const [firstCurrency, ...otherCurrencies] = settings.currencies;
  if (firstCurrency === undefined) throw new RangeError('at least one currency is needed');

  let stopping = false;
  const senders = ports.senders ?? { webhook: null, notice: null, receipt: null };
  const fulfillment = buildFulfillment(senders, { ...ports, outbox: ports.ledger, timings });
  const ledger = wakeOnMessages(ports.ledger, fulfillment.wake);
  const gateway = guardGateway(ports.gateway, { alerts, counters, timings });
  const feed = createPaymentFeed(ledger);
  const audience = new URL(publicUrl).origin;
  const receipts = createReceiptTokens({ keys: settings.receiptSigningKeys ?? [], issuer: audience });
  const streams = createPaymentStreams({
    feed,
    clock,
    random,
    receipts,
    publicUrl,
    limits: settings.limits,
    timings,
  });
  const { storeId } = btcpay;
  const mail = { notices: senders.notice !== null, receipts: senders.receipt !== null };
  const recording = { ledger, feed, alerts, counters, clock, random, mail };
  const apply = buildApplyInvoiceState({ ...recording, gateway, storeId });
  const inbox = buildInbox({ ledger, apply, alerts, counters, clock, timings });
  const mintInvoice = buildMintInvoice({
    ledger,
    gateway,
    feed,
    alerts,
    clock,
    network,
    storeId,
    timings,
    onInvoiceRecorded: inbox.invoiceRecorded,
  });
  const createPayment = buildCreatePayment({ ledger, mintInvoice, clock, random, network, timings });
  const renewPayment = buildRenewPayment({ ledger, apply, mintInvoice, clock, timings });
  const applyReading = buildApplyReading(recording);
  const reconcile = buildReconcilePayments({ ledger, gateway, applyReading, counters, clock, timings });
  const pricing = { openAmounts, currencies: [firstCurrency, ...otherCurrencies] } as const;
  const secrets = settings.requestSigningSecrets ?? [];
  const requestTokens =
    secrets.length === 0 ? null : createRequestTokens({ secrets, audience, clock, random });
  const pricePayment = buildPricePayment({ policy: pricing, catalogue: ledger, requestTokens });
  const app = createApp({
    settings: {
      publicUrl,
      allowedOrigins,
      network,
      supportUrl,
      pricing,
      merchantApi: settings.merchantApiKeys.length + settings.merchantReadKeys.length > 0,
      mail: mail.receipts,
    },
    pricePayment,
    requestTokens,
    receipts,
    createPayment,
    renewPayment,
    askReceipt: buildAskReceipt({ ledger, clock, isOn: mail.receipts }),
    refundPayment: buildRefundPayment({ ...ports, gateway: ports.refunds ?? null, timings }),
    ledger,
    catalogue: ledger,
    streams,
    limits: createRequestLimits({ ...settings, ledger, sharedLimits, clock, timings }),
    inbox,
    webhook: {
      verify: (rawBody, signature) => verifySignature(rawBody, signature, btcpay.webhookSecrets),
      read: (rawBody) => toDelivery(rawBody, storeId, clock.now()),
    },
    secrets: createClientSecrets(settings.appSecrets),
    merchantAccess: createMerchantKeys({ all: settings.merchantApiKeys, read: settings.merchantReadKeys }),
    readiness: createReadiness({ ledger, gateway, clock, isStopping: () => stopping, timings }),
    widgetFiles: ports.widgetFiles,
    pageFiles: ports.pageFiles,
    dashboardFiles: ports.dashboardFiles ?? null,
    log: ports.requestLog,
    counters,
    clock,
    random,
    timings,
  });

  const prune = async () => {
    const nowMs = clock.now();
    await ledger.prune(nowMs, nowMs - timings.inboxKeptMs, nowMs - settings.retentionDays * DAY_MS);
    await sharedLimits?.prune(nowMs);
  };

  const nightlyAudit = buildNightlyAudit({ ...ports, timings });
  const repetitions: Repetition[] = [];
  return {
    app,
    async start() {
      await inbox.takeUp();
      fulfillment.start();
      const failed = (name: string) => () => counters.add(name);
      repetitions.push(
        followLedger({ feed, notices: ports.notices ?? null, counters, timings }),
        repeat(timings.sweepMs, reconcile, failed('sweep_failed')),
        repeat(timings.inboxTakeUpMs, inbox.takeUp, failed('inbox_take_up_failed')),
        repeat(timings.pruneMs, prune, failed('prune_failed')),
        repeat(timings.auditLookMs, nightlyAudit.look, failed('audit_failed')),
      );
    },
    drain() {
      stopping = true;
      nightlyAudit.stop();
      // Its time to end begins now; `stop` waits for it.
      void fulfillment.stop();
      streams.closeAll();
    },
    async stop() {
      await Promise.all(repetitions.map((repetition) => repetition.stop()));
      await inbox.stop();
      await fulfillment.stop();
      await sharedLimits?.close();
      await ledger.close();
    },
  };
}
