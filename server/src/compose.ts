import type { Hono } from 'hono';
import { createApp } from './app.ts';
import { toDelivery } from './btcpay/delivery.ts';
import { guardGateway } from './btcpay/guard.ts';
import { verifySignature } from './btcpay/webhook.ts';
import type { Config } from './config.ts';
import { followLedger } from './feed/follow-ledger.ts';
import { createPaymentFeed } from './feed/payment-feed.ts';
import { buildFulfillment } from './fulfillment/fulfillment.ts';
import { wakeOnMessages } from './fulfillment/wake-on-messages.ts';
import { createReadiness } from './http/health.ts';
import { createRequestLimits } from './http/limits.ts';
import type { HttpEnv } from './http/middleware.ts';
import { createPaymentStreams } from './http/payment-streams.ts';
import type { Ports } from './open-ports.ts';
import { buildInbox } from './payments/apply-deliveries.ts';
import { buildApplyInvoiceState, buildApplyReading } from './payments/apply-invoice-state.ts';
import { buildAskReceipt } from './payments/ask-receipt.ts';
import { buildCreatePayment } from './payments/create-payment.ts';
import { buildMintInvoice } from './payments/mint-invoice.ts';
import { buildNightlyAudit } from './payments/nightly-audit.ts';
import { buildPricePayment } from './payments/price-payment.ts';
import { buildReconcilePayments } from './payments/reconcile-payments.ts';
import { buildRefundPayment } from './payments/refund-payment.ts';
import { buildRenewPayment } from './payments/renew-payment.ts';
import { type Repetition, repeat, type Timings } from './timings.ts';
import { createClientSecrets } from './tokens/client-secret.ts';
import { createMerchantKeys } from './tokens/merchant-keys.ts';
import { createReceiptTokens } from './tokens/receipt-token.ts';
import { createRequestTokens } from './tokens/request-token.ts';

export { connectStore } from './btcpay/connect-store.ts';
export type { ConnectTarget } from './btcpay/connect-target.ts';
export { CheckFailed, type Finding } from './btcpay/finding.ts';
export { createHttpServer } from './http/http-server.ts';
export { migrateDatabase, openLedger } from './ledger/open-ledger.ts';
export { createLogger, type Logger } from './monitoring/logger.ts';
export { type Folders, openPorts, type Ports } from './open-ports.ts';
export type { Difference } from './payments/audit.ts';
export { type Audit, type AuditReport, auditOver } from './payments/run-audit.ts';
export { TIMINGS, type Timings } from './timings.ts';

const DAY_MS = 86_400_000;

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
