import { describe, expect, it } from 'vitest';
import type { YamlMapping } from './compose-file.ts';
import { DEPLOYMENTS, deployment, FILES, section } from './deployment.ts';
import { hardeningFaults, looseningFaults } from './hardening.ts';
import { mergeComposeFiles } from './merge-compose-files.ts';

const whole = section(deployment('compose.yaml'), 'services');

/** The faults once one service has other attributes. */
function faultsWith(name: string, changes: YamlMapping): string[] {
  return hardeningFaults({ ...whole, [name]: { ...(whole[name] as YamlMapping), ...changes } });
}

describe('the compose files', () => {
  it('A47 no container is root, writes to its root, keeps a capability or may gain one; each has limits; only nginx publishes, and only 80 and 443', () => {
    for (const composeFile of DEPLOYMENTS) {
      const services = section(deployment(composeFile), 'services');
      expect(Object.keys(services)).toEqual(expect.arrayContaining(['server-a', 'server-b', 'nginx']));
      expect(hardeningFaults(services), composeFile).toEqual([]);
    }
    for (const [name, file] of Object.entries(FILES)) {
      expect(looseningFaults(section(mergeComposeFiles([file]), 'services')), name).toEqual([]);
    }
  });

  it('are all part of a deployment', () => {
    expect(Object.keys(FILES)).toEqual([...new Set(DEPLOYMENTS.flatMap((files) => files.split(':')))].sort());
  });
});

describe('hardeningFaults', () => {
  it.each<[string, YamlMapping, string]>([
    ['root', { user: '0:0' }, 'runs as root, or as whoever its image says'],
    ['the root group', { user: '101:0' }, 'runs as root, or as whoever its image says'],
    ["the image's user", { user: null }, 'runs as root, or as whoever its image says'],
    ["Docker's group", { group_add: ['docker'] }, 'joins groups'],
    ['a root that can be written', { read_only: false }, 'can write to its root'],
    ['some capabilities left', { cap_drop: ['NET_RAW'] }, 'keeps capabilities'],
    ['a capability more', { cap_add: ['NET_BIND_SERVICE'] }, 'adds capabilities'],
    ['new privileges', { security_opt: ['no-new-privileges:false'] }, 'may gain privileges'],
    [
      'no seccomp',
      { security_opt: ['no-new-privileges:true', 'seccomp=unconfined'] },
      'switches a guard of the kernel off',
    ],
    ['privileges', { privileged: true }, 'is privileged'],
    ['memory without a limit', { mem_limit: null }, 'has no memory limit'],
    ['processes without a limit', { pids_limit: -1 }, 'has no limit of processes'],
    ["the host's network", { network_mode: 'host' }, 'joins the network of another'],
    ["the host's processes", { pid: 'host' }, 'joins a namespace of another'],
    ["the host's devices", { devices: ['/dev/kvm'] }, 'has devices of the host'],
    [
      "Docker's socket",
      { volumes: [{ type: 'bind', source: '/var/run/docker.sock', target: '/s' }] },
      'can talk to Docker',
    ],
    [
      "the host's files",
      { volumes: [{ type: 'bind', source: '/etc', target: '/host' }] },
      'mounts folders of the host that are not its own',
    ],
    [
      'files beside the checkout',
      { volumes: [{ type: 'bind', source: '../..', target: '/host' }] },
      'mounts folders of the host that are not its own',
    ],
    ['hooks', { post_start: [{ command: 'chown', user: 'root' }] }, 'runs its hooks with other rights'],
    ['a file system of any size', { tmpfs: ['/tmp'] }, 'has memory of no size as a file system'],
    ['a log without end', { logging: { driver: 'local' } }, 'keeps its log for ever'],
    ['no restart', { restart: 'no' }, 'is not started again'],
    ['no health check', { healthcheck: { disable: true } }, 'has no health check'],
  ])('finds %s', (_, changes, fault) => {
    expect(faultsWith('nginx', changes)).toContain(`nginx ${fault}`);
  });

  it.each<[string, string, YamlMapping]>([
    ['of another service', 'server-a', { target: 8787, published: '8787', protocol: 'tcp' }],
    [
      'of another service, on loopback alone',
      'postgres',
      { target: 5432, published: '5432', host_ip: '127.0.0.1' },
    ],
    ['of another service, any free one', 'server-b', { target: 8787, protocol: 'tcp' }],
    ['of nginx beside 80 and 443', 'nginx', { target: 8080, published: '8080', protocol: 'tcp' }],
    ['of nginx by UDP', 'nginx', { target: 443, published: '443', protocol: 'udp' }],
  ])('finds a port %s', (_, name, port) => {
    expect(faultsWith(name, { ports: [port] })).toEqual([`${name} publishes ${JSON.stringify(port)}`]);
  });

  it('lets a tool end, and asks nothing after its health', () => {
    expect(
      faultsWith('server-a', { profiles: ['tools'], restart: 'no', healthcheck: { disable: true } }),
    ).toEqual([]);
    expect(faultsWith('migrate', { restart: 'unless-stopped' })).toEqual(['migrate is not started again']);
  });
});
