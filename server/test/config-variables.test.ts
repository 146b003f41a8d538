import { generateKeyPairSync } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { type Config, ConfigError, loadConfig } from '../src/config.ts';
import { dummySecret as dummy, REQUIRED_ENV } from './required-env.ts';

const load = (changes: Record<string, string> = {}): Config => loadConfig({ ...REQUIRED_ENV, ...changes });

function faultsOf(changes: Record<string, string>): ConfigError['faults'] {
  try {
    load(changes);
  } catch (error) {
    if (error instanceof ConfigError) return error.faults;
    throw error;
  }
  return [];
}

describe('loadConfig, variable by variable', () => {
  it.each<[string, string[]]>([
    [
      'PUBLIC_URL',
      [
        'pay.example.com',
        'http://pay.example.com',
        'ftp://pay.example.com',
        'https://u:p@pay.example.com',
        'https://pay.example.com/?a',
        'https://pay.example.com/#',
        'https://a b',
      ],
    ],
    [
      'ALLOWED_ORIGINS',
      [
        'https://shop.example/',
        'https://shop.example/path',
        'https://SHOP.example',
        'https://shop.example:443',
        'http://shop.example',
        'null',
        'shop.example',
        '*,https://shop.example',
        'https://*.shop.example,',
        'https://shop.example,,',
      ],
    ],
    [
      'BTCPAY_URL',
      [
        'btcpay',
        'ftp://btcpay.example.com',
        'https://u@btcpay.example.com',
        'https://btcpay.example.com?x=1',
      ],
    ],
    [
      'BTCPAY_API_KEY',
      [
        dummy(15),
        `${dummy(16)} `,
        `${dummy(16)},`,
        `${dummy(16)},${dummy(15)}`,
        `${dummy(16)}, ${dummy(16)}`,
        [dummy(16), dummy(17), dummy(18)].join(),
      ],
    ],
    ['BTCPAY_STORE_ID', ['a/b', 'a b', '../x', dummy(129)]],
    ['BTCPAY_WEBHOOK_SECRET', [dummy(15), `${dummy(16)}\n`]],
    ['APP_SECRET', [dummy(31), `${dummy(32)},${dummy(31)}`]],
    ['OPEN_AMOUNTS', ['TRUE', 'yes', '1']],
    ['DATA_DIR', ['a\0b']],
    ['NETWORK', ['main', 'Mainnet', 'mainnet,signet']],
    ['PORT', ['http', '-1', '65536', '80.5', '0x50', '080', '1e3', ' 80']],
    ['HOST', ['http://x', 'a b']],
    [
      'CURRENCIES',
      [
        'USD',
        'USD:20',
        'USD:100-20',
        'USD:0-100',
        'USD:20-100.001',
        'usd:20-100',
        'BTC:1-2',
        'XXX:1-2',
        'USD:20-100,USD:1-2',
        'USD:20-100,',
        'SATS:1.5-3',
        'USD:-1-100',
        'USD:20 - 100',
      ],
    ],
    ['INVOICE_TTL_MINUTES', ['0', '1441', '60m']],
    [
      'TRUSTED_PROXIES',
      [
        'proxy',
        '10.0.0.0/33',
        '10.0.0.256',
        '::1/129',
        '10.0.0.1,',
        '010.0.0.1',
        '1.2.3',
        '10.0.0.0/-1',
        '10.0.0.0/08',
      ],
    ],
    ['RATE_LIMIT', ['0', 'many', '1.5']],
    ['MAX_OPEN_PAYMENTS', ['0', '-1']],
    ['MINT_RATE', ['0', 'x']],
    ['STREAMS_PER_CLIENT', ['0', 'x']],
    ['MAX_STREAMS', ['0', 'x', '99999999999999999999']],
    ['REQUEST_SIGNING_SECRET', [dummy(15), `${dummy(16)},x`, `${dummy(16)} `]],
    ['RECEIPT_SIGNING_KEY', ['key', '{', JSON.stringify({ keys: [] })]],
    ['MERCHANT_API_KEY', [dummy(31), [dummy(32), dummy(33), dummy(34)].join()]],
    ['MERCHANT_READ_KEY', [dummy(31)]],
    ['BTCPAY_REFUND_API_KEY', [dummy(15), `${dummy(16)},x`]],
    ['SUPPORT_URL', ['help', 'http://shop.example', 'javascript:alert(1)', 'https://u:p@shop.example']],
    ['RETENTION_DAYS', ['0', 'forever']],
    ['LOG_LEVEL', ['INFO', 'verbose']],
  ])('%s malformed is one fault that says what to write', (name, values) => {
    for (const value of values) {
      const faults = faultsOf({ [name]: value });
      expect(faults, value).toEqual([{ name, message: expect.stringMatching(/: write ./) }]);
    }
  });

  it.each<[string, string, (config: Config) => unknown, unknown]>([
    ['PUBLIC_URL', 'https://example.com/pay/', (c) => c.publicUrl, 'https://example.com/pay'],
    [
      'PUBLIC_URL',
      'http://localhost:8787',
      (c) => c.allowedOrigins,
      ['http://localhost:8787', 'https://shop.example'],
    ],
    ['PUBLIC_URL', 'http://127.0.0.1:8787/', (c) => c.publicUrl, 'http://127.0.0.1:8787'],
    ['ALLOWED_ORIGINS', '*', (c) => c.allowedOrigins, '*'],
    [
      'ALLOWED_ORIGINS',
      'https://a.example, http://localhost:3000,https://pay.example.com',
      (c) => c.allowedOrigins,
      ['https://pay.example.com', 'https://a.example', 'http://localhost:3000'],
    ],
    [
      'BTCPAY_URL',
      'http://btcpayserver:49392/btcpay/',
      (c) => c.btcpay.url,
      'http://btcpayserver:49392/btcpay',
    ],
    ['OPEN_AMOUNTS', 'false', (c) => c.openAmounts, false],
    ['NETWORK', 'regtest', (c) => c.network, 'regtest'],
    ['PORT', '0', (c) => c.port, 0],
    ['PORT', '65535', (c) => c.port, 65_535],
    ['HOST', '::1', (c) => c.host, '::1'],
    ['INVOICE_TTL_MINUTES', '15', (c) => c.invoiceTtlMinutes, 15],
    ['RATE_LIMIT', '7', (c) => c.limits.rateLimit, 7],
    ['MAX_OPEN_PAYMENTS', '7', (c) => c.limits.maxOpenPayments, 7],
    ['MINT_RATE', '7', (c) => c.limits.mintRate, 7],
    ['STREAMS_PER_CLIENT', '7', (c) => c.limits.streamsPerClient, 7],
    ['MAX_STREAMS', '7', (c) => c.limits.maxStreams, 7],
    ['REQUEST_SIGNING_SECRET', dummy(16), (c) => c.requestSigningSecrets, [dummy(16)]],
    [
      'REQUEST_SIGNING_SECRET',
      `${dummy(16)},${dummy(17)}`,
      (c) => c.requestSigningSecrets,
      [dummy(16), dummy(17)],
    ],
    ['MERCHANT_READ_KEY', dummy(32, 'r'), (c) => c.merchantReadKeys, [dummy(32, 'r')]],
    ['SUPPORT_URL', 'mailto:help@shop.example', (c) => c.supportUrl, 'mailto:help@shop.example'],
    ['RETENTION_DAYS', '1', (c) => c.retentionDays, 1],
    ['LOG_LEVEL', 'silent', (c) => c.logLevel, 'silent'],
  ])('%s=%s is read', (name, value, pick, expected) => {
    expect(pick(load({ [name]: value }))).toEqual(expected);
  });

  it('CURRENCIES holds each currency in its own minor units, in order', () => {
    expect(load({ CURRENCIES: 'SATS:1000-200000, EUR:0.50-99.99' }).currencies).toEqual([
      {
        currency: 'SATS',
        min: { minor: 1000n, currency: 'SATS' },
        max: { minor: 200_000n, currency: 'SATS' },
      },
      { currency: 'EUR', min: { minor: 50n, currency: 'EUR' }, max: { minor: 9999n, currency: 'EUR' } },
    ]);
  });

  it('RECEIPT_SIGNING_KEY holds keys that can still do what keys do, although everything around them is frozen', () => {
    const { privateKey } = generateKeyPairSync('ed25519');
    const jwk = JSON.stringify(privateKey.export({ format: 'jwk' }));
    const { receiptSigningKeys } = load({ RECEIPT_SIGNING_KEY: jwk });
    expect(Object.isFrozen(receiptSigningKeys)).toBe(true);
    expect(receiptSigningKeys.map((key) => [key.asymmetricKeyDetails, key.equals(privateKey)])).toEqual([
      [{}, true],
    ]);
  });

  it('TRUSTED_PROXIES holds addresses and whole networks, mapped addresses too', () => {
    const proxies = load({ TRUSTED_PROXIES: '127.0.0.1, 10.0.0.0/8,fd00::/8' }).trustedProxies;
    expect(['127.0.0.1', '10.255.0.1'].map((address) => proxies.check(address, 'ipv4'))).toEqual([
      true,
      true,
    ]);
    expect(['fd12::1', '::ffff:10.1.1.1'].map((address) => proxies.check(address, 'ipv6'))).toEqual([
      true,
      true,
    ]);
    expect(['127.0.0.2', '11.0.0.1'].map((address) => proxies.check(address, 'ipv4'))).toEqual([
      false,
      false,
    ]);
    expect(load().trustedProxies.check('127.0.0.1', 'ipv4')).toBe(false);
  });
});
