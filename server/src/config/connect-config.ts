import type { Network } from '../payments/invoice.ts';
import type { Money } from '../payments/money.ts';
import { acceptedCurrencies } from './accepted-currencies.ts';
import type { Env, EnvReader } from './env-reader.ts';
import { integer, listenHost, networkName, rotated, secret, storeId } from './grammar.ts';
import { gatewayUrl, publicUrl } from './urls.ts';

/** What `btcpay connect` reads: BTCPay's part may be missing still. */
export interface ConnectConfig {
  /** Origin and path, without a slash at the end, as `btcpayUrl`. */
  readonly publicUrl: string;
  readonly btcpayUrl: string;
  readonly storeId: string | null;
  readonly setupKey: string | null;
  /** As `BtcpayConfig.apiKeys`; none yet: empty. */
  readonly apiKeys: readonly string[];
  readonly webhookSecrets: readonly string[];
  readonly network: Network;
  /** The least of the first currency. */
  readonly price: Money;
  readonly port: number;
  readonly host: string;
  /** Variables that come from a `NAME_FILE`, so that they must not be written beside it. */
  readonly fromFiles: readonly string[];
}

/** What the command makes: empty is as good as missing, since a prepared settings file may hold them so. */
const MADE = ['BTCPAY_API_KEY', 'BTCPAY_STORE_ID', 'BTCPAY_WEBHOOK_SECRET', 'BTCPAY_SETUP_KEY'] as const;

/**
 * Lays the environment over what the settings file says already. A variable of the environment, or its `NAME_FILE`, takes
 * the place of both forms in the file.
 */
export function overSettings(env: Env, settings: Env): Env {
  const isUnset = (name: string, text: string | undefined) =>
    text === undefined || (text === '' && MADE.some((made) => made === name));
  const given = Object.entries(env).filter(([name, text]) => !isUnset(name, text));
  const names = new Set(given.flatMap(([name]) => [name, `${name}_FILE`, name.replace(/_FILE$/, '')]));
  const left = Object.entries(settings).filter(([name, text]) => !isUnset(name, text) && !names.has(name));
  return Object.fromEntries([...left, ...given]);
}

/**
 * Reads what `btcpay connect` needs, and nothing else.
 *
 * @returns The values; after a fault ones that are never used.
 */
export function readConnectConfig(reader: EnvReader): ConnectConfig {
  const currencies = reader.optional(
    'CURRENCIES',
    acceptedCurrencies,
    acceptedCurrencies.parse('USD:20-100'),
  );
  const [first] = currencies;
  if (first === undefined) throw new RangeError('a list of currencies is never empty');
  return {
    publicUrl: reader.required('PUBLIC_URL', publicUrl),
    btcpayUrl: reader.required('BTCPAY_URL', gatewayUrl),
    storeId: reader.optional('BTCPAY_STORE_ID', storeId, null),
    setupKey: reader.optional('BTCPAY_SETUP_KEY', secret(16), null),
    apiKeys: reader.optional('BTCPAY_API_KEY', rotated(secret(16)), []),
    webhookSecrets: reader.optional('BTCPAY_WEBHOOK_SECRET', rotated(secret(16)), []),
    network: reader.optional('NETWORK', networkName, 'mainnet'),
    price: first.min,
    port: reader.optional('PORT', integer(0, 65_535), 8787),
    host: reader.optional('HOST', listenHost, '0.0.0.0'),
    fromFiles: MADE.filter((name) => reader.isFromFile(name)),
  };
}
