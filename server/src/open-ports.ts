import { randomBytes } from 'node:crypto';
import { createBtcpayGateway } from './btcpay/client.ts';
import { createInvoiceList } from './btcpay/invoice-list.ts';
import { createBtcpayRefunds } from './btcpay/refunds.ts';
import type { Config } from './config.ts';
import { buildMailSenders } from './fulfillment/mail-senders.ts';
import { createMerchantWebhook } from './fulfillment/merchant-webhook.ts';
import { type DashboardFiles, loadDashboardFiles } from './http/dashboard-files.ts';
import type { RequestLog } from './http/deps.ts';
import { loadPageFiles, type PageFiles } from './http/hosted/page-files.ts';
import { toMerchant } from './http/payment-view.ts';
import { loadWidgetFiles, type WidgetFiles } from './http/widget-files.ts';
import { openLedger } from './ledger/open-ledger.ts';
import { openSharedLimits } from './ledger/shared-limits.ts';
import { logAlerts, logCounters } from './monitoring/alerts.ts';
import type { Logger } from './monitoring/logger.ts';
import { logRequests } from './monitoring/request-log.ts';
import type { InvoiceList } from './payments/audit-ports.ts';
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
import type { RefundGateway } from './payments/refunds.ts';
import type { Timings } from './timings.ts';
import { createReceiptTokens } from './tokens/receipt-token.ts';

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
