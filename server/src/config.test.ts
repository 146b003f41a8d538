import { BlockList } from 'node:net';
import { describe, expect, it } from 'vitest';
import { dummySecret as dummy, REQUIRED_ENV } from '../test/required-env.ts';
import { type Config, ConfigError, loadConfig, offFeatures } from './config.ts';

type Env = Record<string, string | undefined>;

const load = (changes: Env = {}): Config => loadConfig({ ...REQUIRED_ENV, ...changes });

function faultsOf(changes: Env) {
  try {
    load(changes);
  } catch (error) {
    if (error instanceof ConfigError) return error.faults;
    throw error;
  }
  return [];
}

describe('loadConfig', () => {
  it('reads the required variables and takes the defaults of the table for the rest', () => {
    expect(load()).toEqual({
      publicUrl: 'https://pay.example.com',
      allowedOrigins: ['https://pay.example.com', 'https://shop.example'],
      btcpay: {
        url: 'https://btcpay.example.com',
        apiKeys: [dummy(16)],
        refundApiKeys: [],
        storeId: 'store1',
        webhookSecrets: [dummy(16)],
      },
      appSecrets: [dummy(32)],
      openAmounts: true,
      home: { kind: 'pglite', dataDir: '/var/lib/lightning-pay' },
      network: 'mainnet',
      port: 8787,
      host: '0.0.0.0',
      currencies: [
        { currency: 'USD', min: { minor: 2000n, currency: 'USD' }, max: { minor: 10_000n, currency: 'USD' } },
      ],
      invoiceTtlMinutes: 60,
      trustedProxies: expect.any(BlockList),
      limits: {
        rateLimit: 100,
        maxOpenPayments: 20_000,
        mintRate: 50,
        streamsPerClient: 20,
        maxStreams: 20_000,
      },
      merchantApiKeys: [],
      requestSigningSecrets: [],
      receiptSigningKeys: [],
      merchantReadKeys: [],
      mail: null,
      merchantWebhook: null,
      privateHosts: [],
      supportUrl: null,
      retentionDays: 90,
      logLevel: 'info',
    });
  });

  it('is frozen through and through', () => {
    const config = load();
    for (const part of [
      config,
      config.btcpay,
      config.btcpay.apiKeys,
      config.currencies,
      config.currencies[0]?.min,
      config.limits,
    ]) {
      expect(Object.isFrozen(part)).toBe(true);
    }
  });

  it('ignores what it does not know', () => {
    expect(load({ PATH: '/bin', SOMETHING: '', BTCPAY_HOST: 'x' })).toEqual(load());
  });

  it('reads files by default from the disk', () => {
    const { APP_SECRET: _, ...rest } = REQUIRED_ENV;
    expect(() => loadConfig({ ...rest, APP_SECRET_FILE: import.meta.filename })).toThrow(
      /^APP_SECRET_FILE: holds more/,
    );
  });

  it('names every required variable at once when nothing is set', () => {
    let faults: ConfigError['faults'] = [];
    try {
      loadConfig({});
    } catch (error) {
      faults = (error as ConfigError).faults;
    }
    expect(faults.map(({ name }) => name)).toEqual([
      'PUBLIC_URL',
      'ALLOWED_ORIGINS',
      'BTCPAY_URL',
      'BTCPAY_API_KEY',
      'BTCPAY_STORE_ID',
      'BTCPAY_WEBHOOK_SECRET',
      'APP_SECRET',
      'OPEN_AMOUNTS',
      'SUPABASE_URL, SUPABASE_SECRET_KEY, DATABASE_URL, DATA_DIR',
    ]);
  });

  it('names faults of every kind at once, a line each', () => {
    const faults = faultsOf({
      PUBLIC_URL: undefined,
      APP_SECRET: '',
      PORT: 'http',
      NOTIFY_EMAIL: 'me@shop.example',
    });
    expect(faults.map(({ name }) => name)).toEqual(['PUBLIC_URL', 'APP_SECRET', 'PORT', 'NOTIFY_EMAIL']);
    expect(new ConfigError(faults).message.split('\n')).toHaveLength(4);
  });
});

describe('loadConfig: each variable', () => {
  const required = Object.keys(REQUIRED_ENV).filter((name) => name !== 'DATA_DIR');
  it.each(required)('%s is required', (name) => {
    expect(faultsOf({ [name]: undefined })).toEqual([
      { name, message: expect.stringMatching(/^is missing: write ./) },
    ]);
  });

  const all = [
    ...required,
    'DATA_DIR',
    'SUPABASE_URL',
    'SUPABASE_SECRET_KEY',
    'DATABASE_URL',
    'NETWORK',
    'PORT',
    'HOST',
    'ADMIN_PORT',
    'CURRENCIES',
    'INVOICE_TTL_MINUTES',
    'TRUSTED_PROXIES',
    'RATE_LIMIT',
    'MAX_OPEN_PAYMENTS',
    'MINT_RATE',
    'STREAMS_PER_CLIENT',
    'MAX_STREAMS',
    'REQUEST_SIGNING_SECRET',
    'RECEIPT_SIGNING_KEY',
    'MERCHANT_API_KEY',
    'MERCHANT_READ_KEY',
    'MERCHANT_WEBHOOK_URL',
    'MERCHANT_WEBHOOK_SECRET',
    'PRIVATE_HOSTS',
    'BTCPAY_REFUND_API_KEY',
    'SMTP_URL',
    'MAIL_FROM',
    'NOTIFY_EMAIL',
    'SUPPORT_URL',
    'RETENTION_DAYS',
    'SENTRY_DSN',
    'ALERT_WEBHOOK_URL',
    'LOG_LEVEL',
  ];
  it.each(all)('%s must not be set but empty', (name) => {
    for (const empty of ['', ' ']) {
      expect(faultsOf({ [name]: empty })).toContainEqual({
        name,
        message: expect.stringContaining('is set but empty'),
      });
    }
  });

  it.each(all)('%s never shows up in a fault', (name) => {
    for (const value of [
      'canary',
      'canary of a secret',
      'https://canary:canary@canary.example/?canary#canary',
    ]) {
      for (const { message } of faultsOf({ [name]: value })) expect(message).not.toContain('canary');
    }
  });
});

describe('loadConfig: rotation', () => {
  it.each<[string, number, (config: Config) => readonly string[]]>([
    ['APP_SECRET', 32, (c) => c.appSecrets],
    ['BTCPAY_API_KEY', 16, (c) => c.btcpay.apiKeys],
    ['BTCPAY_WEBHOOK_SECRET', 16, (c) => c.btcpay.webhookSecrets],
    ['MERCHANT_API_KEY', 32, (c) => c.merchantApiKeys],
    ['BTCPAY_REFUND_API_KEY', 16, (c) => c.btcpay.refundApiKeys],
    ['MERCHANT_READ_KEY', 32, (c) => c.merchantReadKeys],
  ])('%s may hold two values, the new one first', (name, length, pick) => {
    const [fresh, old] = [dummy(length, 'n'), dummy(length, 'o')];
    expect(pick(load({ [name]: `${fresh},${old}` }))).toEqual([fresh, old]);
  });

  it('refuses a read key that is also the key for everything', () => {
    const faults = faultsOf({
      MERCHANT_API_KEY: dummy(32),
      MERCHANT_READ_KEY: `${dummy(32, 'r')},${dummy(32)}`,
    });
    expect(faults).toEqual([
      { name: 'MERCHANT_READ_KEY', message: expect.stringContaining('equals MERCHANT_API_KEY') },
    ]);
  });

  it("refuses refunds by the public server's own key at BTCPay", () => {
    const faults = faultsOf({ BTCPAY_REFUND_API_KEY: `${dummy(16, 'f')},${dummy(16)}` });
    expect(faults).toEqual([
      { name: 'BTCPAY_REFUND_API_KEY', message: expect.stringContaining('equals BTCPAY_API_KEY') },
    ]);
  });
});

describe('offFeatures', () => {
  it('names what is off with the variable that turns it on', () => {
    const off = offFeatures(load({ OPEN_AMOUNTS: 'false' }));
    for (const name of [
      'OPEN_AMOUNTS',
      'TRUSTED_PROXIES',
      'REQUEST_SIGNING_SECRET',
      'MERCHANT_API_KEY',
      'SUPPORT_URL',
      'RECEIPT_SIGNING_KEY',
      'MERCHANT_WEBHOOK_URL',
      'SMTP_URL',
      'NOTIFY_EMAIL',
    ]) {
      expect(off.filter((feature) => feature.includes(name))).toHaveLength(1);
    }
  });

  it('leaves out what is on', () => {
    const on = {
      BTCPAY_REFUND_API_KEY: dummy(16, 'f'),
      TRUSTED_PROXIES: '127.0.0.1',
      REQUEST_SIGNING_SECRET: dummy(16),
      MERCHANT_API_KEY: dummy(32),
      MERCHANT_READ_KEY: dummy(32, 'r'),
      SMTP_URL: 'smtps://mail.example',
      MAIL_FROM: 'shop@shop.example',
      NOTIFY_EMAIL: 'owner@shop.example',
      SUPPORT_URL: 'https://shop.example/help',
    };
    const off = offFeatures(load(on)).join();
    for (const name of ['OPEN_AMOUNTS', ...Object.keys(on)]) expect(off).not.toContain(name);
    expect(off).toContain('receipts (RECEIPT_SIGNING_KEY)');
  });

  it('says that each process counts for itself, where there may be several and no database to share', () => {
    const limits = 'RATE_LIMIT and MINT_RATE shared between processes: each counts for itself (DATABASE_URL)';
    const DATABASE_URL = 'postgres://db.example/pay';
    const supabase = {
      DATA_DIR: undefined,
      SUPABASE_URL: 'https://project.example',
      SUPABASE_SECRET_KEY: dummy(16),
    };
    expect(offFeatures(load(supabase))).toContain(limits);
    expect(offFeatures(load({ ...supabase, DATABASE_URL }))).not.toContain(limits);
    expect(offFeatures(load({ DATA_DIR: undefined, DATABASE_URL }))).not.toContain(limits);
    expect(offFeatures(load({}))).not.toContain(limits);
  });
});
