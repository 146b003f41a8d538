import { statSync } from 'node:fs';
import { join } from 'node:path';
import { parseEnv } from 'node:util';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { ConfigError, loadConfig } from '../../../src/config.ts';
import { dummySecret } from '../../required-env.ts';
import { Droplet } from './droplet.ts';
import { ALONE, WITH_BTCPAY } from './merchants-words.ts';

const SECRET = /^[0-9a-f]{64}$/;
const withDatabase = (...words: string[]) => [...ALONE.slice(0, -1), ...words];

let droplet: Droplet;
beforeEach(() => {
  droplet = new Droplet();
});
afterEach(() => droplet.remove());

const settings = (name: '.env' | 'server.env') => parseEnv(droplet.settings(name));
const asks = (form: RegExp) => droplet.asked().filter((line) => form.test(line));
const writeSettings = (words: readonly string[], env: Readonly<Record<string, string>> = {}) =>
  droplet.step('parse_arguments "$@"; settle_all; write_settings', words, env);

function faultsOf(env: Record<string, string | undefined>): string[] {
  try {
    loadConfig(env);
    return [];
  } catch (error) {
    if (error instanceof ConfigError) return error.faults.map(({ name }) => name);
    throw error;
  }
}

describe('write_settings of setup.sh', { timeout: 60_000 }, () => {
  it('makes every secret, each another, in files that nobody else can read', () => {
    expect(writeSettings(WITH_BTCPAY)).toMatchObject({ code: 0, stderr: '' });
    const { POSTGRES_PASSWORD, BTCPAY_POSTGRES_PASSWORD } = settings('.env');
    const { APP_SECRET, BTCPAY_WEBHOOK_SECRET, REQUEST_SIGNING_SECRET, MERCHANT_API_KEY, MERCHANT_READ_KEY } =
      settings('server.env');
    const made = [
      ...[POSTGRES_PASSWORD, BTCPAY_POSTGRES_PASSWORD, APP_SECRET, BTCPAY_WEBHOOK_SECRET],
      ...[REQUEST_SIGNING_SECRET, MERCHANT_API_KEY, MERCHANT_READ_KEY],
    ];
    for (const secret of made) expect(secret).toMatch(SECRET);
    expect(new Set(made).size).toBe(7);
    for (const name of ['.env', 'server.env']) {
      expect(statSync(join(droplet.docker, name)).mode & 0o777).toBe(0o600);
    }
    // Compose reads the first as root; `connect` writes to the second as the server's user.
    expect(asks(/^chown 0:0 .*\/\.env$/)).toHaveLength(1);
    expect(asks(/^chown 10001:10001 .*\/server\.env$/)).toHaveLength(1);
  });

  it('completes what an earlier run left half done, and keeps what it finds', () => {
    const env = '# by hand\nPOSTGRES_PASSWORD=from-before\nPAY_DOMAIN=pay.example.com\nMINE=1\n';
    droplet.write(join(droplet.docker, '.env'), env);
    droplet.write(join(droplet.docker, 'server.env'), 'APP_SECRET=\nSUPPORT_URL=mailto:help@example.com\n');
    expect(writeSettings(ALONE).code).toBe(0);
    expect(droplet.settings('.env').startsWith(env)).toBe(true);
    expect(settings('server.env')).toMatchObject({
      APP_SECRET: expect.stringMatching(SECRET),
      SUPPORT_URL: 'mailto:help@example.com',
      DATABASE_URL: 'postgres://lightning_pay:from-before@postgres:5432/lightning_pay',
    });
  });

  it('says so where the bundled PostgreSQL has another password than the server would use', () => {
    writeSettings(ALONE);
    droplet.write(
      join(droplet.docker, '.env'),
      droplet.settings('.env').replace(/(POSTGRES_PASSWORD)=.*/, '$1=x'),
    );
    const { code, stderr } = writeSettings([]);
    expect(code).toBe(1);
    expect(stderr).toMatch(/DATABASE_URL in .* is not that of the bundled PostgreSQL/);
  });

  it.each<[string, readonly string[], Record<string, string>, string]>([
    ['the bundled PostgreSQL', ALONE, {}, 'postgres'],
    [
      'a PostgreSQL of their own',
      withDatabase('postgres://u:p%24@db.example.com:5432/pay?sslmode=require'),
      {},
      'postgres',
    ],
    [
      'Supabase',
      withDatabase('supabase', '--supabase-url', 'https://project.supabase.example'),
      { SUPABASE_SECRET_KEY: dummySecret(40), DATABASE_URL: 'postgres://u:$p@db.example.com/postgres' },
      'supabase',
    ],
  ])('writes an environment that the server takes, once BTCPay is connected: %s', (_, words, env, kind) => {
    const { code, stdout } = writeSettings(words, env);
    expect(code).toBe(0);
    for (const secret of Object.values(env)) expect(stdout).not.toContain(secret);
    // As docker/compose.yaml adds to it.
    const written = { ...settings('server.env'), TRUSTED_PROXIES: '172.30.80.10' };
    expect(faultsOf(written)).toEqual(['BTCPAY_API_KEY', 'BTCPAY_STORE_ID']);
    const connected = { ...written, BTCPAY_API_KEY: dummySecret(40), BTCPAY_STORE_ID: 'store1' };
    const config = loadConfig(connected);
    expect(config).toMatchObject({
      publicUrl: 'https://pay.example.com',
      allowedOrigins: ['https://pay.example.com'],
      home: { kind },
      openAmounts: false,
    });
    expect(config.receiptSigningKeys).toHaveLength(1);
    expect(settings('.env')['COMPOSE_PROFILES']).toBe(words === ALONE ? 'postgres' : undefined);
  });

  it('with BTCPay Server beside it, names both domains, both files and one network', () => {
    expect(writeSettings([...WITH_BTCPAY, '--network', 'signet']).code).toBe(0);
    expect(settings('.env')).toMatchObject({
      COMPOSE_FILE: 'compose.yaml:compose.btcpay.yaml',
      BTCPAY_DOMAIN: 'btcpay.example.com',
      BITCOIN_NETWORK: 'signet',
      BITCOIN_PRUNE_MB: '25000',
    });
    expect(settings('server.env')).toMatchObject({
      NETWORK: 'signet',
      BTCPAY_URL: 'https://btcpay.example.com',
    });
  });
});
