import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { Droplet } from './droplet.ts';
import { ALONE, WITH_BTCPAY } from './merchants-words.ts';

const CHECK_NETWORK = 'parse_arguments "$@"; settle_all; check_network';

let droplet: Droplet;
beforeEach(() => {
  droplet = new Droplet();
});
afterEach(() => droplet.remove());

const asks = (form: RegExp) => droplet.asked().filter((line) => form.test(line));
const memory = (mb: number) =>
  droplet.write(join(droplet.root, 'proc/meminfo'), `MemTotal: ${mb * 1024} kB\nMemFree: 1 kB\n`);

describe('setup.sh and the droplet it finds', { timeout: 60_000 }, () => {
  it('refuses another system, too little memory and too little disk, all at once', () => {
    droplet.write(join(droplet.root, 'etc/os-release'), 'ID=debian\nVERSION_ID="11"\n');
    droplet.tell('disk-mb', '30000');
    memory(2000);
    const { code, stderr } = droplet.run('setup.sh', WITH_BTCPAY);
    expect(code).toBe(1);
    expect(stderr.split('\n')).toEqual([
      'error: this droplet will not do:',
      expect.stringMatching(/neither Debian 12 or 13 nor Ubuntu/),
      expect.stringMatching(/Memory: 2000 MB, at least/),
      expect.stringMatching(/Free disk: 30000 MB, at least 50000 MB/),
      '',
    ]);
    expect(asks(/^(apt-get|ufw|docker)/)).toEqual([]);
  });

  it('makes swap where there is little memory, once', () => {
    memory(1960);
    const makeSwap = () => droplet.step('make_swap').code;
    expect(makeSwap()).toBe(0);
    expect(asks(/^(fallocate|mkswap|swapon)/)).toEqual([
      expect.stringMatching(/^fallocate --length 4G .*\/swapfile\.new$/),
      expect.stringMatching(/^mkswap /),
      expect.stringMatching(/^swapon .*\/swapfile$/),
    ]);
    expect(droplet.snapshot()[join(droplet.root, 'etc/fstab')]).toBe(
      '644 /dev/vda1 / ext4 defaults 0 1\n/swapfile none swap sw 0 0\n',
    );
    droplet.write(
      join(droplet.root, 'proc/swaps'),
      'Filename Type Size Used Priority\n/swapfile file 4194300 0 -2\n',
    );
    expect(makeSwap()).toBe(0);
    expect(asks(/^(fallocate|mkswap|swapon)/)).toHaveLength(3);
  });

  it.each<[string, Record<string, string>, Record<string, string>, readonly string[]]>([
    [
      'the port that sshd listens on',
      {
        listening:
          '0 0 [::]:2222 [::]:* users:(("sshd",pid=7))\nLISTEN 0 128 0.0.0.0:2222 0.0.0.0:* users:(("sshd",pid=7,fd=3))\n',
      },
      {},
      ['2222'],
    ],
    [
      'the port that sshd is set to, and that of this session',
      { listening: '', 'sshd-settings': 'port 2200\n' },
      { SSH_CONNECTION: '198.51.100.1 50000 203.0.113.7 2022' },
      ['2022', '2200'],
    ],
    [
      'the port on which systemd listens for it',
      { listening: '', 'ssh-socket': 'Listen=0.0.0.0:2022 (Stream)\nListen=[::]:2022 (Stream)\n' },
      {},
      ['2022'],
    ],
    ['22 where nothing tells', { listening: '' }, {}, ['22']],
  ])('never shuts SSH out: allows first %s', (_, told, env, ports) => {
    for (const [name, text] of Object.entries(told)) droplet.tell(name, text);
    droplet.step('open_firewall', [], env);
    expect(asks(/^ufw/)).toEqual([
      ...ports.map((port) => `ufw allow ${port}/tcp`),
      ...['ufw allow 80/tcp', 'ufw allow 443/tcp', 'ufw default deny incoming', 'ufw default allow outgoing'],
      'ufw --force enable',
    ]);
  });

  it('warns where SSH takes passwords', () => {
    droplet.tell('sshd-settings', 'port 22\npasswordauthentication yes\n');
    expect(droplet.step('open_firewall').stderr).toMatch(/^warning: SSH takes passwords/m);
  });

  it("installs Docker from its own repository, for this droplet's release", () => {
    droplet.step('install_docker');
    const list = droplet.snapshot()[join(droplet.root, 'etc/apt/sources.list.d/docker.list')];
    expect(list).toBe(
      '644 deb [arch=amd64 signed-by=/etc/apt/keyrings/docker.asc] https://download.docker.com/linux/debian bookworm stable\n',
    );
    expect(asks(/^apt-get install .* docker-ce docker-ce-cli containerd\.io /)).toHaveLength(1);
  });

  it('leaves packages alone that Docker cannot live beside, and says how to remove them', () => {
    droplet.tell('installed', 'docker.io\ncontainerd\n');
    const { code, stderr } = droplet.step('install_docker');
    expect(code).toBe(1);
    expect(stderr).toMatch(/apt-get remove docker\.io containerd$/m);
    expect(asks(/docker-ce/)).toEqual([]);
  });

  it('says which domain points elsewhere or nowhere, unless it is told not to look', () => {
    droplet.tell('names', '203.0.113.7 pay.example.com\n2001:db8::9 pay.example.com\n');
    const { code, stderr } = droplet.step(CHECK_NETWORK, WITH_BTCPAY);
    expect(code).toBe(1);
    expect(stderr).toMatch(
      /pay\.example\.com points to 2001:db8::9, which is not this droplet \(203\.0\.113\.7\)/,
    );
    expect(stderr).toMatch(/btcpay\.example\.com has no address: add an A record with one of 203\.0\.113\.7/);
    expect(droplet.step(CHECK_NETWORK, [...WITH_BTCPAY, '--skip-dns']).code).toBe(0);
  });

  it('says who has port 80 or 443, unless it is its own nginx', () => {
    droplet.tell('listening', 'LISTEN 0 511 0.0.0.0:80 0.0.0.0:* users:(("apache2",pid=9,fd=4))\n');
    const { code, stderr } = droplet.step(CHECK_NETWORK, ALONE);
    expect(code).toBe(1);
    expect(stderr).toMatch(/Port 80 is taken by apache2/);
    droplet.tell('nginx-runs', '');
    expect(droplet.step(CHECK_NETWORK, ALONE).code).toBe(0);
  });
});
