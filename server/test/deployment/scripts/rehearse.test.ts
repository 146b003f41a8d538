import { execFileSync } from 'node:child_process';
import { statSync } from 'node:fs';
import { parseEnv } from 'node:util';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { loadConfig } from '../../../src/config.ts';
import type { Ended } from './droplet.ts';
import { Rehearsal } from './rehearsal.ts';

/** What matters of a command: which program, and what it does. */
function inShort(line: string): string {
  return line
    .replace(/^curl .*--request (\w+) .* https:\/\/([^/]+)(\/\S*)$/, '$1 $2$3')
    .replace(/docker compose exec -T (\S+) (?:sh \S+|bitcoin-cli (?:-rpc\S+ )*)/, '$1 ')
    .replace(/^docker compose (\w+) (?:--?[\w-]+(?: \d+)? )*(?:BTCPAY_\w+ |--env )*/, '$1 ')
    .replace(/\s+/g, ' ');
}

/** A rehearsal of its own for each test of a group. */
function rehearsalForAll(): { current: Rehearsal } {
  const held = { current: undefined as unknown as Rehearsal };
  beforeAll(() => {
    held.current = new Rehearsal();
  });
  afterAll(() => held.current.remove());
  return held;
}

describe('rehearse.sh', { timeout: 60_000 }, () => {
  describe('on a machine that it has not seen', () => {
    const fresh = rehearsalForAll();

    it('--help tells each of its words, and does nothing', () => {
      const { code, stdout, stderr } = fresh.current.run('--help');
      expect([code, stderr]).toEqual([0, '']);
      expect(stdout).toMatch(/^rehearse\.sh: /);
      for (const word of ['--down', '--dry-run', '--help']) expect(stdout).toContain(`rehearse.sh ${word}`);
      expect(fresh.current.run('--up').stderr).toMatch(/^error: --up: no such argument/);
      expect(fresh.current.asked()).toEqual([]);
    });

    it('--dry-run prints each command, asks no program and changes nothing', () => {
      const before = fresh.current.files();
      const { code, stdout, stderr } = fresh.current.run('--dry-run');
      expect([code, stderr]).toEqual([0, '']);
      const printed = stdout.match(/^\+ (?:docker|curl) .*$/gm) ?? [];
      expect(printed.map((line) => inShort(line.slice(2).replaceAll("'", '')))).toEqual(
        expect.arrayContaining([
          'customer-lightningd fundchannel <merchant> 2000000',
          'POST btcpay.rehearsal.test/api/v1/stores',
          'customer-lightningd xpay <invoice.bolt11>',
        ]),
      );
      expect(fresh.current.files()).toEqual(before);
      expect(fresh.current.asked()).toEqual([]);
    });

    it('--down finds nothing to end', () => {
      const { code, stdout } = fresh.current.run('--down');
      expect([code, fresh.current.asked()]).toEqual([0, []]);
      expect(stdout).toContain('There is none.');
    });

    it('stays away where lightning-pay runs', () => {
      fresh.current.tell('running');
      const { code, stderr } = fresh.current.run();
      expect(code).toBe(1);
      expect(stderr).toMatch(/^error: lightning-pay runs on this machine/);
      expect(fresh.current.asked().filter((line) => !/^docker (ps|compose version)/.test(line))).toEqual([]);
    });
  });

  describe('from nothing', () => {
    const first = rehearsalForAll();
    let files: string[];
    let ended: Ended;
    let asked: string[];
    beforeAll(() => {
      files = first.current.files();
      ended = first.current.run();
      asked = first.current.asked();
    }, 60_000);

    it('brings the stack up in an order in which each part finds what it needs, and pays', () => {
      expect(ended.code, ended.stderr).toBe(0);
      expect(ended.stdout).toMatch(/LP-7F3K-9Q2M: \$25\.00, 41667 sats/);
      expect(ended.stdout).toMatch(/LP-7F3K-9Q2M is settled, \d+ ms after/);
      const steps = asked.map(inShort);
      let from = 0;
      for (const step of IN_ORDER) {
        const at = steps.findIndex((line, index) => index >= from && step.test(line));
        expect(at, `${step} after ${steps[from - 1]}`).toBeGreaterThanOrEqual(from);
        from = at + 1;
      }
    });

    it('gives programs no secret among their words, and keeps what it knows from other users', () => {
      const { password } = JSON.parse(first.current.read('owner.json'));
      const settings = [first.current.read('.env'), first.current.read('server.env')];
      const secrets = [
        ...[password, 'owner-key-of-example', 'pay_1_secret_example'],
        ...settings.flatMap((text) => text.match(/[\da-f]{64}/g) ?? []),
      ];
      expect(new Set(secrets).size).toBe(7);
      for (const secret of secrets) expect(asked.join('\n')).not.toContain(secret);
      expect(first.current.told('connect-knows')).toBe('owner-key-of-example store-of-example\n');
      expect(statSync(first.current.path('')).mode & 0o777).toBe(0o700);
    });

    it('writes settings that the server takes, on regtest', () => {
      const config = loadConfig({ ...parseEnv(first.current.read('server.env')), HOST: '0.0.0.0' });
      expect(config).toMatchObject({ network: 'regtest', publicUrl: 'https://pay.rehearsal.test' });
      expect(parseEnv(first.current.read('.env'))).toMatchObject({
        COMPOSE_FILE: 'compose.yaml:compose.btcpay.yaml:compose.regtest.yaml',
        BITCOIN_NETWORK: 'regtest',
        COMPOSE_PROFILES: 'postgres',
      });
    });

    it('makes a certificate for both names, whose authority can sign nothing more', () => {
      const [ca, certificate] = ['ca.pem', 'fullchain.pem'].map((name) =>
        first.current.path(`rehearsal/${name}`),
      );
      for (const name of ['pay.rehearsal.test', 'btcpay.rehearsal.test']) {
        const words = ['verify', '-CAfile', `${ca}`, '-verify_hostname', name, `${certificate}`];
        expect(execFileSync('openssl', words, { encoding: 'utf8' })).toContain(': OK');
      }
      expect(first.current.files().filter((path) => path.includes('ca-key'))).toEqual([]);
    });

    it('may be run again: pays once more, and makes nothing twice', () => {
      const settings = first.current.read('.env');
      const { code, stdout } = first.current.run();
      expect([code, first.current.read('.env')]).toEqual([0, settings]);
      expect(stdout).toMatch(/is settled/);
      const steps = first.current.asked().map(inShort);
      expect(steps).toContain('bitcoind -generate 1');
      expect(steps).toContain('customer-lightningd xpay lnbcrt1example');
      const once = /createwallet|-generate 101|sendtoaddress|fundchannel|api\/v1\/(users|api-keys|stores)/;
      expect(steps.filter((line) => once.test(line))).toEqual([]);
    });

    it('--down ends it and leaves nothing behind', () => {
      expect(first.current.run('--down').code).toBe(0);
      expect(first.current.asked()).toEqual(['docker compose down --volumes --remove-orphans']);
      expect(first.current.files()).toEqual(files);
    });
  });

  describe('when something is wrong', () => {
    const faulty = rehearsalForAll();

    it("says what to do where BTCPay does not take the owner's password any more", () => {
      faulty.current.tell('late');
      const { code, stderr } = faulty.current.run();
      expect(code).toBe(1);
      expect(stderr).toMatch(/^error: BTCPay's owner is there, and its key is not.*\n.*rehearse\.sh --down/m);
    });

    it('stops where `connect` says so', () => {
      faulty.current.untell('late');
      faulty.current.tell('refused');
      const { code, stdout, stderr } = faulty.current.run();
      expect([code, stderr]).toEqual([1, expect.stringMatching(/^error: 'connect' ended with 1/)]);
      expect(stdout).not.toContain('is settled');
    });
  });
});

/** What the first rehearsal asks, between other things. */
const IN_ORDER = [
  /^docker build --tag lightning-pay-server:rehearsal /,
  /^up bitcoind$/,
  /^bitcoind -generate 101$/,
  /^up lightningd customer-lightningd btcpayserver nginx postgres$/,
  /^lightningd connect 03customer customer-lightningd 9735$/,
  /^bitcoind sendtoaddress bcrt1qexample 0\.1$/,
  /^customer-lightningd fundchannel 02merchant 2000000$/,
  /^bitcoind -generate 6$/,
  /^POST btcpay\.rehearsal\.test\/api\/v1\/users$/,
  /^POST btcpay\.rehearsal\.test\/api\/v1\/api-keys$/,
  /^PUT btcpay\.rehearsal\.test\/api\/v1\/stores\/store-of-example\/payment-methods\/BTC-LN$/,
  /^run connect$/,
  /^up server-a server-b$/,
  /^run connect$/,
  /^POST pay\.rehearsal\.test\/v1\/payments$/,
  /^customer-lightningd xpay lnbcrt1example$/,
  /^GET pay\.rehearsal\.test\/v1\/payments\/pay_1$/,
];
