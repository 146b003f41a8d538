import { join } from 'node:path';
import type { DemoSecrets } from './secrets.ts';

/** What the two programs of the demo have to agree on. */
export interface DemoPlan {
  /** Folder that holds everything the demo keeps. */
  readonly dataDir: string;
  /** Port of the shop, which passes the server's routes on. */
  readonly publicPort: number;
  readonly serverPort: number;
  readonly simulatorPort: number;
  readonly secrets: DemoSecrets;
}

const STORE_ID = 'ExampleStore';

/** Environment of the simulated BTCPay (`server/dist/simulator.js`). */
export function simulatorEnvironment(plan: DemoPlan): Record<string, string> {
  const keyOf = (key: string, label: string, rights: readonly string[]) => ({
    key,
    label,
    permissions: rights.map((right) => `btcpay.store.${right}:${STORE_ID}`),
  });
  const keys = [
    keyOf(plan.secrets.btcpayApiKey, 'lightning-pay', [
      'cancreateinvoice',
      'canviewinvoices',
      'canviewlightninginvoice',
    ]),
    keyOf(plan.secrets.btcpayRefundKey, 'refunds', ['cancreatenonapprovedpullpayments']),
  ];
  return {
    HOST: '127.0.0.1',
    PORT: String(plan.simulatorPort),
    SIMULATOR_STORE_ID: STORE_ID,
    SIMULATOR_API_KEYS: JSON.stringify(keys),
    SIMULATOR_WEBHOOK_URL: `http://127.0.0.1:${plan.serverPort}/webhooks/btcpay`,
    SIMULATOR_WEBHOOK_SECRET: plan.secrets.btcpayWebhookSecret,
    SIMULATOR_DATA_DIR: join(plan.dataDir, 'simulator'),
  };
}

/** Environment of the server (`server/dist/main.js`): what a merchant would set, with the simulator as its BTCPay. */
export function serverEnvironment(plan: DemoPlan): Record<string, string> {
  return {
    HOST: '127.0.0.1',
    PORT: String(plan.serverPort),
    PUBLIC_URL: `http://localhost:${plan.publicPort}`,
    ALLOWED_ORIGINS: `http://localhost:${plan.publicPort},http://127.0.0.1:${plan.publicPort}`,
    NETWORK: 'regtest',
    OPEN_AMOUNTS: 'true',
    DATA_DIR: join(plan.dataDir, 'ledger'),
    BTCPAY_URL: `http://127.0.0.1:${plan.simulatorPort}`,
    BTCPAY_STORE_ID: STORE_ID,
    BTCPAY_API_KEY: plan.secrets.btcpayApiKey,
    BTCPAY_REFUND_API_KEY: plan.secrets.btcpayRefundKey,
    BTCPAY_WEBHOOK_SECRET: plan.secrets.btcpayWebhookSecret,
    APP_SECRET: plan.secrets.appSecret,
    MERCHANT_API_KEY: plan.secrets.merchantApiKey,
    MERCHANT_READ_KEY: plan.secrets.merchantReadKey,
  };
}
