import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { Droplet } from './droplet.ts';

let droplet: Droplet;
let tls: string;

beforeEach(() => {
  droplet = new Droplet();
  tls = join(droplet.root, 'var/lib/lightning-pay/tls');
  droplet.write(join(tls, '.keep'), ''); // setup.sh makes the folder
  droplet.write(
    join(droplet.docker, '.env'),
    'PAY_DOMAIN=pay.example.com\nBTCPAY_DOMAIN=btcpay.example.com\nLETSENCRYPT_EMAIL=you@example.com\n',
  );
});
afterEach(() => droplet.remove());

const asks = (form: RegExp) => droplet.asked().filter((line) => form.test(line));
const RELOAD = / exec -T nginx nginx -s reload /;
const served = () => readFileSync(join(tls, 'fullchain.pem'), 'utf8');
const unit = (name: string) => join(droplet.root, 'etc/systemd/system', `lightning-pay-certificate.${name}`);

describe('tls-setup.sh', { timeout: 60_000 }, () => {
  it('starts nginx on a placeholder, asks for both domains, installs what comes and reloads nginx', () => {
    droplet.issue();
    const { code, stdout } = droplet.run('tls-setup.sh', []);
    expect(code).toBe(0);
    expect(stdout).toMatch(/^The certificate is good until .* GMT\. /m);
    const steps = [
      /placeholder pay\.example\.com btcpay\.example\.com$/,
      / up .* nginx$/,
      / certonly /,
      RELOAD,
    ];
    const order = steps.map((step) => droplet.asked().findIndex((line) => step.test(line)));
    expect(order).toEqual([...order].sort((a, b) => a - b));
    expect(order).not.toContain(-1);
    const [certonly = ''] = asks(/ certonly /);
    for (const words of [
      '--webroot --webroot-path /var/www/acme --cert-name lightning-pay',
      '--domain pay.example.com --domain btcpay.example.com',
      '--email you@example.com',
      '--deploy-hook sh /opt/lightning-pay/certificate.sh install',
    ]) {
      expect(certonly).toContain(words);
    }
    expect(certonly).not.toMatch(/staging|dry-run/);
  });

  it('renews twice a day at a time of its own', () => {
    droplet.issue();
    droplet.run('tls-setup.sh', []);
    expect(readFileSync(unit('timer'), 'utf8')).toMatch(
      /OnCalendar=\*-\*-\* 00,12:00:00\nRandomizedDelaySec=6h\nPersistent=true/,
    );
    expect(readFileSync(unit('service'), 'utf8')).toContain(
      `ExecStart=${droplet.docker}/scripts/tls-setup.sh --renew\n`,
    );
    expect(asks(/^systemctl enable --now lightning-pay-certificate\.timer$/)).toHaveLength(1);
  });

  it('keeps the placeholder where Let’s Encrypt refuses, says so and ends with 1', () => {
    droplet.tell('letsencrypt-refuses', '');
    const { code, stderr } = droplet.run('tls-setup.sh', []);
    expect(code).toBe(1);
    expect(stderr).toMatch(/^Some challenges have failed\.$/m);
    expect(stderr).toMatch(
      /^error: Let's Encrypt gave no certificate; what was there before is still in use$/m,
    );
    expect(droplet.run('tls-setup.sh', ['--status']).stdout).toMatch(/placeholder, which no browser trusts/);
    expect(existsSync(unit('timer'))).toBe(false);

    const placeholder = served();
    droplet.untell('letsencrypt-refuses');
    droplet.issue();
    expect(droplet.run('tls-setup.sh', []).code).toBe(0);
    expect(served()).not.toBe(placeholder);
  });

  it('reloads nginx on a renewal only when the certificate is another', () => {
    droplet.issue();
    droplet.run('tls-setup.sh', []);
    const before = asks(RELOAD).length;
    expect(droplet.run('tls-setup.sh', ['--renew']).code).toBe(0);
    expect(asks(RELOAD)).toHaveLength(before);
    droplet.issue();
    expect(droplet.run('tls-setup.sh', ['--renew']).code).toBe(0);
    expect(asks(RELOAD)).toHaveLength(before + 1);
  });

  it('completes a renewal that ended before its hook had run', () => {
    droplet.tell('hook-is-lost', '');
    droplet.issue();
    droplet.run('tls-setup.sh', []);
    expect(served()).toBe(
      readFileSync(
        join(droplet.root, 'var/lib/lightning-pay/letsencrypt/live/lightning-pay/fullchain.pem'),
        'utf8',
      ),
    );
    expect(asks(RELOAD)).toHaveLength(1);
  });

  it('ends with 1 on a renewal that fails, and keeps what nginx has', () => {
    droplet.issue();
    droplet.run('tls-setup.sh', []);
    const kept = served();
    droplet.tell('letsencrypt-refuses', '');
    const { code, stderr } = droplet.run('tls-setup.sh', ['--renew']);
    expect(code).toBe(1);
    expect(stderr).toMatch(/the certificate was not renewed; the one in use .* until /);
    expect(served()).toBe(kept);
  });

  it('replaces a certificate of the staging server at the next run without --staging', () => {
    droplet.issue("(STAGING) Let's Encrypt");
    const { stdout } = droplet.run('tls-setup.sh', ['--staging']);
    expect(stdout).toMatch(/staging server, which no browser trusts/);
    droplet.issue();
    droplet.run('tls-setup.sh', []);
    droplet.run('tls-setup.sh', []);
    const [first, second, third] = asks(/ certonly /);
    expect(first).toMatch(/ --staging$/);
    expect(second).toMatch(/ --force-renewal$/);
    expect(third).not.toMatch(/--staging|--force-renewal/);
  });

  it('plays a renewal through without a change', () => {
    droplet.issue();
    droplet.run('tls-setup.sh', []);
    const before = droplet.snapshot();
    expect(droplet.run('tls-setup.sh', ['--test-renewal']).code).toBe(0);
    expect(droplet.asked().at(-1)).toMatch(/ certbot renew --cert-name lightning-pay .* --dry-run$/);
    expect(droplet.snapshot()).toEqual(before);
  });
});
