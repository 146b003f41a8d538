import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { Droplet } from './droplet.ts';
import { WITH_BTCPAY } from './merchants-words.ts';

let droplet: Droplet;
beforeAll(() => {
  droplet = new Droplet();
});
afterAll(() => droplet.remove());

const WORDS = [...WITH_BTCPAY, '--deploy-key', `ssh-ed25519 ${'A'.repeat(68)}`];

describe('the words of setup.sh and tls-setup.sh', { timeout: 60_000 }, () => {
  it.each(['setup.sh', 'tls-setup.sh'])('%s --help tells each of its words, and does nothing', (script) => {
    const { code, stdout, stderr } = droplet.run(script, ['--help']);
    expect([code, stderr]).toEqual([0, '']);
    expect(stdout).toMatch(/^[a-z-]+\.sh: /);
    expect(stdout).toMatch(/--dry-run/);
    expect(droplet.asked()).toEqual([]);
  });

  it.each([
    ['setup.sh', WORDS],
    ['tls-setup.sh', []],
    ['tls-setup.sh', ['--renew']],
    ['tls-setup.sh', ['--test-renewal']],
  ])('%s --dry-run prints what it would do, changes nothing and needs no root: %j', (script, words) => {
    const before = droplet.snapshot();
    const asked = droplet.asked().length;
    const { code, stdout } = droplet.run(script, [...words, '--dry-run']);
    expect(code).toBe(0);
    expect(stdout).toMatch(/^\+ docker compose run .* certbot /m);
    expect(droplet.snapshot()).toEqual(before);
    const looks =
      /^(dpkg-query|dpkg|df|id|uname|ip|getent|ss|sshd|timedatectl show|systemctl show|docker (version|ps|compose version)) ?/;
    expect(
      droplet
        .asked()
        .slice(asked)
        .filter((line) => !looks.test(line)),
    ).toEqual([]);
  });

  it('names everything that is missing at once where nobody can be asked', () => {
    const { code, stdout, stderr } = droplet.run('setup.sh', []);
    expect([code, stdout]).toEqual([1, '']);
    const missing = stderr.match(/--[a-z-]+ (or --[a-z-]+ )?is missing/g);
    expect(missing).toEqual([
      ...['--domain is missing', '--email is missing', '--with-btcpay or --btcpay-url is missing'],
      ...['--database is missing', '--open-amounts is missing'],
    ]);
    expect(droplet.settings('.env')).toBe('');
  });

  it.each([
    ['--domain', 'https://pay.example.com'],
    ['--domain', 'btcpay.example.com'],
    ['--email', 'you'],
    ['--btcpay-domain', 'pay2.example.com'],
    ['--bitcoin-prune-mb', '500'],
    ['--btcpay-url', 'https://btcpay.example.com'],
    ['--database', 'mysql://db.example.com'],
    ['--open-amounts', 'yes'],
    ['--origins', 'https://shop.example.com/'],
    ['--network', 'bitcoin'],
    ['--deploy-key', 'ssh-ed25519 AAAA" command="sh'],
  ])('refuses %s %s', (flag, value) => {
    const { code, stderr } = droplet.run('setup.sh', [...WORDS, flag, value, '--dry-run']);
    expect(code).toBe(1);
    expect(stderr.trimEnd().split('\n').slice(1)).toEqual([expect.stringContaining(flag)]);
  });

  it.each([['--domian'], ['--domain'], ['pay.example.com']])(
    'says that it does not understand %s',
    (...words) => {
      const { code, stderr } = droplet.run('setup.sh', words);
      expect(code).toBe(1);
      expect(stderr).toMatch(/no such argument|needs a value/);
      expect(droplet.run('tls-setup.sh', words).stderr).toMatch(/no such argument/);
    },
  );

  it('does not overwrite what a merchant has, and says where to change it', () => {
    const other = new Droplet();
    try {
      other.write(join(other.docker, '.env'), 'PAY_DOMAIN=old.example.com\nCOMPOSE_PROFILES=postgres\n');
      const { code, stderr } = other.run('setup.sh', [
        ...WORDS,
        '--database',
        'postgres://u@db.example.com/x',
      ]);
      expect(code).toBe(1);
      expect(stderr).toMatch(/--domain: .*\.env has another PAY_DOMAIN already/);
      expect(stderr).toMatch(/--database: the ledger has another home/);
      expect(other.settings('.env')).toBe('PAY_DOMAIN=old.example.com\nCOMPOSE_PROFILES=postgres\n');
    } finally {
      other.remove();
    }
  });

  it('asks for what is missing on a terminal, again where the answer is of another form', () => {
    const other = new Droplet();
    try {
      other.issue();
      const answers =
        'pay\npay.example.com\nyou@example.com\nno\nhttps://btcpay.example.com\nbundled\ntrue\nhttps://shop.example.com\n';
      const { stdout, code } = other.runOnTerminal('setup.sh', answers);
      expect(stdout).toMatch(/that is of another form/);
      expect(code).toBe(0);
      expect(other.settings('.env')).toMatch(/^PAY_DOMAIN=pay\.example\.com$/m);
      expect(other.settings('server.env')).toMatch(/^OPEN_AMOUNTS=true$/m);
      expect(other.settings('server.env')).toMatch(/^ALLOWED_ORIGINS=https:\/\/shop\.example\.com$/m);
    } finally {
      other.remove();
    }
  });
});
