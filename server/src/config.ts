import { KeyObject } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { BlockList } from 'node:net';
import { type AcceptedCurrency, acceptedCurrencies } from './config/accepted-currencies.ts';
import { type ConnectConfig, overSettings, readConnectConfig } from './config/connect-config.ts';
import { type ConfigFault, type Env, EnvReader } from './config/env-reader.ts';
import { flag, integer, listenHost, networkName, oneOf, rotated, secret, storeId } from './config/grammar.ts';
import { type Home, readHome, readMigrationTarget } from './config/home.ts';
import { type MailConfig, readMail } from './config/mail.ts';
import {
  type MerchantWebhookConfig,
  readMerchantWebhook,
  readPrivateHosts,
} from './config/merchant-webhook.ts';
import { NOT_BUILT_FEATURES, refuseNotBuilt } from './config/not-built.ts';
import { receiptSigningKeys } from './config/receipt-keys.ts';
import { trustedProxies } from './config/trusted-proxies.ts';
import { allowedOrigins, gatewayUrl, publicUrl, supportUrl } from './config/urls.ts';

/** How much one client, and all of them together, may ask for. */
export interface Limits {
  /** Payments that one client may create in 15 minutes. Default 100. */
  readonly rateLimit: number;
  /** Unpaid, unexpired payments that may exist at once. Default 20,000. */
  readonly maxOpenPayments: number;
  /** Payments a second that all clients together may create. Default 50. */
  readonly mintRate: number;
  /** Streams that one client may hold open. Default 20. */
  readonly streamsPerClient: number;
  /** Streams that all clients together may hold open. Default 20,000. */
  readonly maxStreams: number;
}

/** The merchant's BTCPay Server: one store. */
export interface BtcpayConfig {
  /** Origin and path, without a slash at the end. */
  readonly url: string;
  readonly storeId: string;
  /** One, or two during rotation, the new one first: the second is tried when BTCPay answers 401. */
  readonly apiKeys: readonly string[];
  /** Keys that may make refunds, and no other's; none: refunds are off. */
  readonly refundApiKeys: readonly string[];
  /** One, or two during rotation: either verifies a webhook. */
  readonly webhookSecrets: readonly string[];
}

/** The Bitcoin network that invoices are on. */
export type Network = 'mainnet' | 'testnet' | 'signet' | 'regtest';

/** Everything the environment says, checked and frozen. A list of secrets holds the new one first. */
export interface Config {
  /** Where customers reach this server: origin and path, without a slash at the end. */
  readonly publicUrl: string;
  /** Origins whose pages may create payments, that of `publicUrl` among them; or any. */
  readonly allowedOrigins: '*' | readonly string[];
  readonly btcpay: BtcpayConfig;
  /** Client secrets are derived from the first; each verifies. */
  readonly appSecrets: readonly string[];
  /** Whether a page may set the price itself. */
  readonly openAmounts: boolean;
  readonly home: Home;
  /** Default `mainnet`. */
  readonly network: Network;
  /** Default 8787; 0 takes a free one. */
  readonly port: number;
  /** Address to listen on. Default `0.0.0.0`. */
  readonly host: string;
  /** Default USD from 20 to 100; the first is used when a request names none. */
  readonly currencies: readonly AcceptedCurrency[];
  /** How long a page shows an invoice, in minutes, 1 to 1440. Default 60. */
  readonly invoiceTtlMinutes: number;
  /** Proxies whose `X-Forwarded-For` counts. Default none. */
  readonly trustedProxies: BlockList;
  readonly limits: Limits;
  /** Payment requests are signed by the first; each verifies. None: they are off. */
  readonly requestSigningSecrets: readonly string[];
  /** Ed25519: receipts are signed by the first; each is published. None: they are off. */
  readonly receiptSigningKeys: readonly KeyObject[];
  /** Keys that may do all under `/v1/merchant`; none: those routes are 404. */
  readonly merchantApiKeys: readonly string[];
  /** Keys that may only read there. */
  readonly merchantReadKeys: readonly string[];
  /** Null: no mail is sent. */
  readonly mail: MailConfig | null;
  /** Null: no shop hears of payments. */
  readonly merchantWebhook: MerchantWebhookConfig | null;
  /** Hosts that may be posted to although they are private, and that mail may go to in the clear. Default none. */
  readonly privateHosts: readonly string[];
  /** https or mailto, or null. */
  readonly supportUrl: string | null;
  /** Days after which e-mail, metadata and description are blanked. Default 90. */
  readonly retentionDays: number;
  /** Least severe line that is logged. Default `info`. */
  readonly logLevel: LogLevel;
}

const LOG_LEVELS = ['fatal', 'error', 'warn', 'info', 'debug', 'trace', 'silent'] as const;

/** Severities that the log knows, and `silent`. */
export type LogLevel = (typeof LOG_LEVELS)[number];

/** The environment cannot be used. `main.ts` prints each fault on its own line as `<name>: <message>`. */
export class ConfigError extends Error {
  override readonly name = 'ConfigError';
  /** Everything that is wrong, at least one; no message repeats a value. */
  readonly faults: readonly ConfigFault[];

  constructor(faults: readonly ConfigFault[]) {
    super(faults.map(({ name, message }) => `${name}: ${message}`).join('\n'));
    this.faults = faults;
  }
}

/**
 * Reads the environment. Each variable may come from the file that `NAME_FILE` names; one that is not read here or in
 * `config/` is ignored.
 *
 * @param env As `process.env`, which only `main.ts` reads.
 * @param readFile Reads a `NAME_FILE`'s file as UTF-8.
 * @returns The configuration, frozen through and through.
 * @throws ConfigError with all faults at once.
 */
export function loadConfig(env: Env, readFile = (path: string) => readFileSync(path, 'utf8')): Config {
  const reader = new EnvReader(env, readFile);
  const privateHosts = readPrivateHosts(reader);
  const config: Config = {
    publicUrl: reader.required('PUBLIC_URL', publicUrl),
    allowedOrigins: reader.required('ALLOWED_ORIGINS', allowedOrigins),
    btcpay: {
      url: reader.required('BTCPAY_URL', gatewayUrl),
      apiKeys: reader.required('BTCPAY_API_KEY', rotated(secret(16))),
      storeId: reader.required('BTCPAY_STORE_ID', storeId),
      refundApiKeys: reader.optional('BTCPAY_REFUND_API_KEY', rotated(secret(16)), []),
      webhookSecrets: reader.required('BTCPAY_WEBHOOK_SECRET', rotated(secret(16))),
    },
    appSecrets: reader.required('APP_SECRET', rotated(secret(32))),
    openAmounts: reader.required('OPEN_AMOUNTS', flag),
    home: readHome(reader),
    network: reader.optional('NETWORK', networkName, 'mainnet'),
    port: reader.optional('PORT', integer(0, 65_535), 8787),
    host: reader.optional('HOST', listenHost, '0.0.0.0'),
    currencies: reader.optional('CURRENCIES', acceptedCurrencies, acceptedCurrencies.parse('USD:20-100')),
    invoiceTtlMinutes: reader.optional('INVOICE_TTL_MINUTES', integer(1, 1440), 60),
    trustedProxies: reader.optional('TRUSTED_PROXIES', trustedProxies, new BlockList()),
    limits: readLimits(reader),
    requestSigningSecrets: reader.optional('REQUEST_SIGNING_SECRET', rotated(secret(16)), []),
    receiptSigningKeys: reader.optional('RECEIPT_SIGNING_KEY', receiptSigningKeys, []),
    merchantApiKeys: reader.optional('MERCHANT_API_KEY', rotated(secret(32)), []),
    merchantReadKeys: reader.optional('MERCHANT_READ_KEY', rotated(secret(32)), []),
    mail: readMail(reader, privateHosts),
    merchantWebhook: readMerchantWebhook(reader, privateHosts),
    privateHosts,
    supportUrl: reader.optional('SUPPORT_URL', supportUrl, null),
    retentionDays: reader.optional('RETENTION_DAYS', integer(1, 36_500), 90),
    logLevel: reader.optional('LOG_LEVEL', oneOf(LOG_LEVELS), 'info'),
  };
  if (config.merchantReadKeys.some((key) => config.merchantApiKeys.includes(key))) {
    reader.fault(
      'MERCHANT_READ_KEY',
      'equals MERCHANT_API_KEY, so it could do more than read: write another secret',
    );
  }
  if (config.btcpay.refundApiKeys.some((key) => config.btcpay.apiKeys.includes(key))) {
    reader.fault(
      'BTCPAY_REFUND_API_KEY',
      "equals BTCPAY_API_KEY, so whoever has the public server's key could give money away: make another key",
    );
  }
  refuseNotBuilt(reader);
  if (reader.faults.length > 0) throw new ConfigError(reader.faults);
  return deepFreeze({ ...config, allowedOrigins: withOwnOrigin(config.allowedOrigins, config.publicUrl) });
}

/**
 * Reads the database that the command `migrate` is for. Arguments as for `loadConfig`.
 *
 * @returns A `postgres://` URL.
 * @throws ConfigError when there is none.
 */
export function loadMigrationTarget(
  env: Env,
  readFile = (path: string) => readFileSync(path, 'utf8'),
): string {
  const reader = new EnvReader(env, readFile);
  const databaseUrl = readMigrationTarget(reader);
  if (reader.faults.length > 0) throw new ConfigError(reader.faults);
  return databaseUrl;
}

/**
 * Reads what `btcpay connect` needs, from the environment and what the settings file says already.
 *
 * @param settings Variables of that file; the environment has precedence.
 * @throws ConfigError with all faults at once.
 */
export function loadConnectConfig(
  env: Env,
  settings: Env,
  readFile = (path: string) => readFileSync(path, 'utf8'),
): ConnectConfig {
  const reader = new EnvReader(overSettings(env, settings), readFile);
  const config = readConnectConfig(reader);
  if (reader.faults.length > 0) throw new ConfigError(reader.faults);
  return deepFreeze(config);
}

/** Where there may be more processes that cannot share these, the start line must say so. */
const LIMITS_EACH =
  'RATE_LIMIT and MINT_RATE shared between processes: each counts for itself (DATABASE_URL)';

/** Names every feature that this configuration leaves off, with the variable that turns it on; for the start line. */
export function offFeatures(config: Config): string[] {
  const off: string[] = [];
  if (!config.openAmounts) off.push('open amounts (OPEN_AMOUNTS)');
  if (config.trustedProxies.rules.length === 0) off.push('client addresses from a proxy (TRUSTED_PROXIES)');
  if (config.requestSigningSecrets.length === 0) off.push('signed payment requests (REQUEST_SIGNING_SECRET)');
  if (config.receiptSigningKeys.length === 0) off.push('receipts (RECEIPT_SIGNING_KEY)');
  if (config.merchantApiKeys.length === 0) off.push('merchant API (MERCHANT_API_KEY)');
  if (config.merchantReadKeys.length === 0) off.push('read-only merchant API (MERCHANT_READ_KEY)');
  if (config.btcpay.refundApiKeys.length === 0) off.push('refunds (BTCPAY_REFUND_API_KEY)');
  if (config.merchantWebhook === null)
    off.push('merchant webhooks (MERCHANT_WEBHOOK_URL, MERCHANT_WEBHOOK_SECRET)');
  if (config.mail === null) off.push('mail (SMTP_URL, MAIL_FROM)');
  if (!config.mail?.notify) off.push('mail to the merchant (NOTIFY_EMAIL)');
  if (config.supportUrl === null) off.push('support link (SUPPORT_URL)');
  if (config.home.kind === 'supabase' && config.home.databaseUrl === null) off.push(LIMITS_EACH);
  return [...off, ...NOT_BUILT_FEATURES];
}

function readLimits(reader: EnvReader): Limits {
  return {
    rateLimit: reader.optional('RATE_LIMIT', integer(1, 1_000_000), 100),
    maxOpenPayments: reader.optional('MAX_OPEN_PAYMENTS', integer(1, 10_000_000), 20_000),
    mintRate: reader.optional('MINT_RATE', integer(1, 100_000), 50),
    streamsPerClient: reader.optional('STREAMS_PER_CLIENT', integer(1, 1_000_000), 20),
    maxStreams: reader.optional('MAX_STREAMS', integer(1, 1_000_000), 20_000),
  };
}

function withOwnOrigin(origins: Config['allowedOrigins'], ownUrl: string): Config['allowedOrigins'] {
  return origins === '*' ? origins : [...new Set([new URL(ownUrl).origin, ...origins])];
}

function deepFreeze<T>(value: T): T {
  if (
    typeof value === 'object' &&
    value !== null &&
    !Object.isFrozen(value) &&
    // Their own methods write to these.
    !(value instanceof BlockList || value instanceof KeyObject)
  ) {
    for (const part of Object.values(value)) deepFreeze(part);
    Object.freeze(value);
  }
  return value;
}
