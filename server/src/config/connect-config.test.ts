import { describe, expect, it } from 'vitest';
import { dummySecret } from '../../test/required-env.ts';
import { overSettings, readConnectConfig } from './connect-config.ts';
import { type Env, EnvReader } from './env-reader.ts';

describe('overSettings', () => {
  it.each<[string, Env, Env, Env]>([
    ['the environment before the file', { A: 'env' }, { A: 'file', B: 'file' }, { A: 'env', B: 'file' }],
    ['a file of the environment before a value', { A_FILE: '/a' }, { A: 'file' }, { A_FILE: '/a' }],
    ['a value of the environment before a file', { A: 'env' }, { A_FILE: '/a' }, { A: 'env' }],
    [
      'an empty value of what is made here as none',
      { BTCPAY_API_KEY: '' },
      { BTCPAY_API_KEY: 'x' },
      { BTCPAY_API_KEY: 'x' },
    ],
    ['it so in the file too', {}, { BTCPAY_API_KEY: '' }, {}],
    ['any other empty value as one', { PUBLIC_URL: '' }, { PUBLIC_URL: 'x' }, { PUBLIC_URL: '' }],
  ])('takes %s', (_, env, settings, expected) => {
    expect(overSettings(env, settings)).toEqual(expected);
  });
});

describe('readConnectConfig', () => {
  const read = (env: Env) => {
    const reader = new EnvReader(env, () => `${dummySecret(16)}\n`);
    return { config: readConnectConfig(reader), faults: reader.faults.map(({ name }) => name) };
  };
  const LEAST = { PUBLIC_URL: 'https://pay.example/', BTCPAY_URL: 'https://btcpay.example' };

  it('needs two addresses and nothing else', () => {
    expect(read({}).faults).toEqual(['PUBLIC_URL', 'BTCPAY_URL']);
    expect(read(LEAST)).toEqual({
      faults: [],
      config: {
        publicUrl: 'https://pay.example',
        btcpayUrl: 'https://btcpay.example',
        storeId: null,
        setupKey: null,
        apiKeys: [],
        webhookSecrets: [],
        network: 'mainnet',
        price: { minor: 2_000n, currency: 'USD' },
        port: 8787,
        host: '0.0.0.0',
        fromFiles: [],
      },
    });
  });

  it('knows what came from files, and asks for the least of the first currency', () => {
    const { config } = read({
      ...LEAST,
      BTCPAY_API_KEY_FILE: '/run/key',
      CURRENCIES: 'SATS:1000-2000,USD:1-2',
    });
    expect(config).toMatchObject({
      apiKeys: [dummySecret(16)],
      fromFiles: ['BTCPAY_API_KEY'],
      price: { minor: 1_000n, currency: 'SATS' },
    });
  });
});
