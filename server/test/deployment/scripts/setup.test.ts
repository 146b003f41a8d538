import { statSync } from 'node:fs';
import { join } from 'node:path';
import { parseEnv } from 'node:util';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { ConfigError, loadConfig } from '../../../src/config.ts';
import { dummySecret } from '../../required-env.ts';
import { Droplet } from './droplet.ts';

/** A merchant's words, with a BTCPay Server elsewhere and the bundled PostgreSQL. */
const WORDS = [
  ...['--domain', 'pay.example.com', '--email', 'you@example.com', '--open-amounts', 'false'],
  ...['--btcpay-url', 'https://btcpay.example.com', '--database', 'bundled'],
];
/** The same with another home of the ledger. */
const withDatabase = (...words: string[]) => [...WORDS.slice(0, -1), ...words];

const SECRETS: readonly [file: '.env' | 'server.env', name: string, form: RegExp][] = [
  ['.env', 'POSTGRES_PASSWORD', /^[0-9a-f]{64}$/],
  ['server.env', 'APP_SECRET', /^[0-9a-f]{64}$/],
  ['server.env', 'BTCPAY_WEBHOOK_SECRET', /^[0-9a-f]{64}$/],
  ['server.env', 'REQUEST_SIGNING_SECRET', /^[0-9a-f]{64}$/],
  ['server.env', 'MERCHANT_API_KEY', /^[0-9a-f]{64}$/],
  ['server.env', 'MERCHANT_READ_KEY', /^[0-9a-f]{64}$/],
  ['server.env', 'RECEIPT_SIGNING_KEY', /^\{"kty":"OKP","crv":"Ed25519","d":"[\w-]{43}","x":"[\w-]{43}"\}$/],
];

let droplet: Droplet;
beforeEach(() => {
  droplet = new Droplet();
  droplet.issue();
});
afterEach(() => droplet.remove());

const settings = (name: '.env' | 'server.env') => parseEnv(droplet.settings(name));
const secretsOf = () => SECRETS.map(([file, name]) => settings(file)[name] ?? '');
const asks = (form: RegExp) => droplet.asked().filter((line) => form.test(line));

// Each run starts a hundred programs, which a busy machine makes wait.
describe('setup.sh', { timeout: 60_000 }, () => {
  it('makes every secret of its own form, in files that nobody else can read, and prints none', () => {
    const { code, stdout, stderr } = droplet.run('setup.sh', WORDS);
    expect([code, stderr]).toEqual([0, '']);
    for (const [file, name, form] of SECRETS) expect(settings(file)[name], name).toMatch(form);
    expect(new Set(secretsOf()).size).toBe(SECRETS.length);
    for (const file of ['.env', 'server.env']) {
      expect(statSync(join(droplet.docker, file)).mode & 0o777).toBe(0o600);
    }
    // Compose reads the first as root; `connect` writes to the second as the server's user.
    expect(asks(/^chown 0:0 .*\/\.env$/)).toHaveLength(1);
    expect(asks(/^chown 10001:10001 .*\/server\.env$/)).toHaveLength(1);
    for (const secret of secretsOf()) {
      expect(stdout).not.toContain(secret);
      expect(droplet.asked().join('\n')).not.toContain(secret);
    }
  });

  it('does what it names, in order: firewall, folders, settings, certificate, image, and says what is next', () => {
    const { stdout } = droplet.run('setup.sh', WORDS);
    expect(stdout.match(/^== .*$/gm)).toEqual([
      ...['== System', '== Packages', '== Firewall', '== Folders', '== Settings and secrets'],
      ...['== Domains and ports', '== Certificate', '== Servers', '== What is next'],
    ]);
    expect(asks(/^install .*--owner=101 .*\/(letsencrypt|tls|acme)$/)).toHaveLength(3);
    expect(asks(/^deploy\.sh/)).toEqual(['deploy.sh --prepare']);
    expect(stdout).toMatch(
      /docker compose run --rm connect[\s\S]*scripts\/deploy\.sh[\s\S]*\/pay\?amount=50/,
    );
  });

  it('changes nothing the second time, without being told anything again', () => {
    droplet.run('setup.sh', WORDS);
    const before = droplet.snapshot();
    expect(droplet.run('setup.sh', [])).toMatchObject({ code: 0, stderr: '' });
    expect(droplet.snapshot()).toEqual(before);
    expect(asks(/^apt-get/)).toHaveLength(4); // all of the first run
  });

  it('completes what an earlier run left half done, and keeps what it finds', () => {
    droplet.write(
      join(droplet.docker, '.env'),
      '# by hand\nPOSTGRES_PASSWORD=from-before\nPAY_DOMAIN=pay.example.com\nMINE=1\n',
    );
    droplet.write(join(droplet.docker, 'server.env'), 'APP_SECRET=\nSUPPORT_URL=mailto:help@example.com\n');
    expect(droplet.run('setup.sh', WORDS).code).toBe(0);
    expect(droplet.settings('.env')).toMatch(/^# by hand$/m);
    expect(settings('.env')).toMatchObject({ POSTGRES_PASSWORD: 'from-before', MINE: '1' });
    expect(settings('server.env')).toMatchObject({
      APP_SECRET: expect.stringMatching(/^[0-9a-f]{64}$/),
      SUPPORT_URL: 'mailto:help@example.com',
      DATABASE_URL: 'postgres://lightning_pay:from-before@postgres:5432/lightning_pay',
    });
  });

  it.each<[string, readonly string[], Record<string, string>, string]>([
    ['the bundled PostgreSQL', WORDS, {}, 'postgres'],
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
    const { code, stdout } = droplet.run('setup.sh', words, env);
    expect(code).toBe(0);
    for (const secret of Object.values(env)) expect(stdout).not.toContain(secret);
    // As docker/compose.yaml adds to it.
    const written = { ...settings('server.env'), TRUSTED_PROXIES: '172.30.80.10' };
    expect(() => loadConfig(written)).toThrow(ConfigError);
    const connected = { ...written, BTCPAY_API_KEY: dummySecret(40), BTCPAY_STORE_ID: 'store1' };
    const config = loadConfig(connected);
    expect(config).toMatchObject({
      publicUrl: 'https://pay.example.com',
      allowedOrigins: ['https://pay.example.com'],
      home: { kind },
      openAmounts: false,
    });
    expect(config.receiptSigningKeys).toHaveLength(1);
    expect(settings('.env')['COMPOSE_PROFILES']).toBe(words === WORDS ? 'postgres' : undefined);
  });

  it('with BTCPay Server beside it, names both domains and both files', () => {
    const words = [
      '--with-btcpay',
      '--btcpay-domain',
      'btcpay.example.com',
      '--network',
      'signet',
      ...WORDS.slice(0, 6),
      '--database',
      'bundled',
    ];
    const { code, stdout } = droplet.run('setup.sh', words);
    expect(code).toBe(0);
    expect(settings('.env')).toMatchObject({
      COMPOSE_FILE: 'compose.yaml:compose.btcpay.yaml',
      BTCPAY_DOMAIN: 'btcpay.example.com',
      BITCOIN_NETWORK: 'signet',
      BITCOIN_PRUNE_MB: '10000',
      BTCPAY_POSTGRES_PASSWORD: expect.stringMatching(/^[0-9a-f]{64}$/),
    });
    expect(settings('server.env')).toMatchObject({
      NETWORK: 'signet',
      BTCPAY_URL: 'https://btcpay.example.com',
    });
    expect(stdout).toMatch(/make your account at once/);
    expect(stdout).not.toContain(settings('.env')['BTCPAY_POSTGRES_PASSWORD'] ?? '');
  });

  it('deploys for good once BTCPay is connected', () => {
    droplet.write(
      join(droplet.docker, 'server.env'),
      `BTCPAY_API_KEY=${dummySecret(40)}\nBTCPAY_STORE_ID=s1\n`,
    );
    const { stdout } = droplet.run('setup.sh', WORDS);
    expect(asks(/^deploy\.sh/)).toEqual(['deploy.sh']);
    expect(stdout).toMatch(/The servers are running/);
  });

  it("ends with the server's own words where it refuses its environment", () => {
    droplet.tell(
      'server-says',
      'BTCPAY_API_KEY: is missing: write a secret\nSUPPORT_URL: has another form: write a URL\n',
    );
    const { code, stderr } = droplet.run('setup.sh', WORDS);
    expect(code).toBe(1);
    expect(stderr).toMatch(
      /^error: the server refuses [^\n]*\n +SUPPORT_URL: has another form: write a URL\n$/,
    );
  });

  it('makes a user who can deploy and nothing else', () => {
    const key = `ssh-ed25519 ${'A'.repeat(68)} actions`;
    expect(droplet.run('setup.sh', [...WORDS, '--deploy-key', key]).code).toBe(0);
    const [made] = asks(/^useradd/);
    expect(made).toMatch(/--password \* /);
    expect(made).not.toMatch(/docker|sudo|--groups/);
    const files = droplet.snapshot();
    const authorized = files[join(droplet.root, 'home/deploy/.ssh/authorized_keys')];
    expect(authorized).toBe(`640 restrict,command="${droplet.docker}/scripts/deploy-command.sh" ${key}\n`);
    expect(files[join(droplet.root, 'etc/sudoers.d/lightning-pay-deploy')]).toMatch(
      /^440 deploy ALL=\(root\) NOPASSWD: [^\n]*deploy\.sh [^\n]*\n$/,
    );
  });
});
