import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseEnv } from 'node:util';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { dummySecret } from '../../required-env.ts';
import { Droplet } from './droplet.ts';
import { ALONE, WITH_BTCPAY } from './merchants-words.ts';

let droplet: Droplet;
beforeEach(() => {
  droplet = new Droplet();
  droplet.issue();
});
afterEach(() => droplet.remove());

const asks = (form: RegExp) => droplet.asked().filter((line) => form.test(line));

/** Every value of both files that is long enough to be a secret. */
function secrets(): string[] {
  const all = Object.entries({
    ...parseEnv(droplet.settings('.env')),
    ...parseEnv(droplet.settings('server.env')),
  });
  return all.flatMap(([name, value]) => (/SECRET|PASSWORD|KEY/.test(name) && value ? [value] : []));
}

// Each run starts a hundred programs, which a busy machine makes wait.
describe('setup.sh', { timeout: 60_000 }, () => {
  it('does each step in its order, prints no secret, and says what is next', () => {
    const { code, stdout, stderr } = droplet.run('setup.sh', WITH_BTCPAY);
    expect([code, stderr]).toEqual([0, '']);
    expect(stdout.match(/^== .*$/gm)).toEqual([
      ...['== System', '== Packages', '== Firewall', '== Folders', '== Settings and secrets'],
      ...['== Domains and ports', '== Certificate', '== Servers', '== What is next'],
    ]);
    expect(asks(/^install .*--owner=101 .*\/(letsencrypt|tls|acme)$/)).toHaveLength(3);
    expect(asks(/^deploy\.sh/)).toEqual(['deploy.sh --prepare']);
    expect(stdout).toMatch(
      /make your account at once[\s\S]*docker compose run --rm connect[\s\S]*scripts\/deploy\.sh[\s\S]*\/pay\?amount=50/,
    );
    expect(secrets()).toHaveLength(8);
    for (const secret of secrets()) {
      expect(stdout).not.toContain(secret);
      expect(droplet.asked().join('\n')).not.toContain(secret);
    }
  });

  it('changes nothing the second time, without being told anything again', () => {
    droplet.run('setup.sh', ALONE);
    const before = droplet.snapshot();
    expect(droplet.run('setup.sh', [])).toMatchObject({ code: 0, stderr: '' });
    expect(droplet.snapshot()).toEqual(before);
    expect(asks(/^apt-get/)).toHaveLength(4); // all of the first run
  });

  it('deploys for good once BTCPay is connected', () => {
    const connected = `BTCPAY_API_KEY=${dummySecret(40)}\nBTCPAY_STORE_ID=s1\n`;
    droplet.write(join(droplet.docker, 'server.env'), connected);
    const { stdout } = droplet.run('setup.sh', ALONE);
    expect(asks(/^deploy\.sh/)).toEqual(['deploy.sh']);
    expect(stdout).toMatch(/The servers are running/);
  });

  it('stops where Let’s Encrypt refuses, and goes on from there the next time', () => {
    droplet.tell('letsencrypt-refuses', '');
    const { code, stderr } = droplet.run('setup.sh', ALONE);
    expect(code).toBe(1);
    expect(stderr).toMatch(/Let's Encrypt gave no certificate/);
    expect(asks(/^deploy\.sh/)).toEqual([]);
    const made = droplet.settings('server.env');
    droplet.untell('letsencrypt-refuses');
    expect(droplet.run('setup.sh', []).code).toBe(0);
    expect(droplet.settings('server.env')).toBe(made);
  });

  it("ends with the server's own words where it refuses its environment", () => {
    droplet.tell(
      'server-says',
      'BTCPAY_API_KEY: is missing: write a secret\nSUPPORT_URL: has another form: write a URL\n',
    );
    const { code, stderr } = droplet.step('check_environment');
    expect(code).toBe(1);
    expect(stderr).toMatch(
      /^error: the server refuses [^\n]*\n +SUPPORT_URL: has another form: write a URL\n$/,
    );
    droplet.tell('server-says', 'BTCPAY_API_KEY: is missing: write a secret\n');
    expect(droplet.step('check_environment').code).toBe(0);
  });

  it('makes a user who can deploy and nothing else', () => {
    const key = `ssh-ed25519 ${'A'.repeat(68)} actions`;
    expect(droplet.step('make_deploy_user "$1"', [key]).code).toBe(0);
    const [made] = asks(/^useradd/);
    expect(made).toMatch(/--password \* /);
    expect(made).not.toMatch(/docker|sudo|--groups/);
    const files = droplet.snapshot();
    const authorized = files[join(droplet.root, 'home/deploy/.ssh/authorized_keys')];
    expect(authorized).toBe(`640 restrict,command="${droplet.docker}/scripts/deploy-command.sh" ${key}\n`);
    const rule = join(droplet.root, 'etc/sudoers.d/lightning-pay-deploy');
    expect(readFileSync(rule, 'utf8')).toMatch(/^deploy ALL=\(root\) NOPASSWD: [^\n]*deploy\.sh [^\n]*\n$/);
    expect(files[rule]).toMatch(/^440 /);
  });
});
