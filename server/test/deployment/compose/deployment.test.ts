import { existsSync, readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { DOCKER, isMapping, type Yaml, type YamlMapping } from './compose-file.ts';
import { DEPLOYMENTS, deployment, section, servicesOf } from './deployment.ts';
import { isTool } from './hardening.ts';

const OURS = ['server-a', 'server-b', 'trial', 'migrate', 'connect'];

/** Repository, tag and digest. */
const PINNED = /^([a-z\d./-]+):(?!latest)v?\d[\w.-]*(@sha256:[\da-f]{64})?$/;

/** Images that come by tag alone: no public source names their digest. */
const WITHOUT_DIGEST: ReadonlySet<string> = new Set(['nicolasdorier/nbxplorer']);

/** MB that the containers may take, by the droplet that a deployment is for: 2 GB, and 8 GB with BTCPay Server. */
const MEMORY_MB = { alone: 1_700, withBtcpay: 7_800 };

describe.each(DEPLOYMENTS)('%s', (composeFile) => {
  const content = deployment(composeFile);
  const services = servicesOf(content);

  it('pins every image by tag and digest; ours, which deploy.sh names, is asked of no registry', () => {
    for (const [name, { image, pull_policy, build }] of services) {
      expect(build, name).toBeUndefined();
      if (OURS.includes(name)) {
        expect([image, pull_policy], name).toEqual([
          expect.stringMatching(/^\$\{SERVER_IMAGE:\?.+\}$/),
          'never',
        ]);
      } else {
        const [, repository = '', digest] = PINNED.exec(String(image)) ?? [];
        expect(repository, `${name}: ${image}`).not.toBe('');
        expect(digest === undefined, name).toBe(WITHOUT_DIGEST.has(repository));
      }
    }
    expect(services.map(([name]) => name)).toEqual(expect.arrayContaining(OURS));
  });

  it('mounts files that are there, and volumes that it names', () => {
    for (const [name, { volumes }] of services) {
      for (const { type, source } of mountsOf(volumes)) {
        if (type === 'volume') expect(Object.keys(section(content, 'volumes')), name).toContain(source);
        else if (source.startsWith('.'))
          expect(existsSync(inCheckout(source)), `${name}: ${source}`).toBe(true);
      }
    }
  });

  it('keeps its files in folders of the host that setup.sh makes', () => {
    const made = readFileSync(new URL('scripts/setup/folders.sh', DOCKER), 'utf8');
    const mounted = services.flatMap(([, { volumes }]) => mountsOf(volumes).map(({ source }) => source));
    const bound = Object.values(section(content, 'volumes')).map((volume) =>
      isMapping(volume) ? String(section(volume, 'driver_opts')['device'] ?? '') : '',
    );
    const folders = [...mounted, ...bound].filter((path) => path.startsWith('/'));
    expect(folders).toContain('/var/lib/lightning-pay/tls');
    for (const folder of folders) expect(made).toMatch(new RegExp(`^\\d+:\\d+ \\d+ ${folder}$`, 'm'));
  });

  it('waits only for what there is, and for what a profile leaves out not at all', () => {
    for (const [name, service] of services) {
      for (const [other, how] of Object.entries(section(service, 'depends_on'))) {
        const found = section(content, 'services')[other];
        expect(isMapping(found), `${name} waits for ${other}`).toBe(true);
        const mayBeAbsent = isMapping(found) && found['profiles'] !== undefined;
        if (mayBeAbsent) expect(how, name).toMatchObject({ required: false });
      }
    }
  });

  it('lets all that it runs fit the droplet it is for, with one tool at work', () => {
    const lasting = services
      .filter(([, service]) => !isTool(service))
      .map(([, service]) => memoryMb(service));
    const tools = services.filter(([, service]) => isTool(service)).map(([, service]) => memoryMb(service));
    const limit = composeFile === 'compose.yaml' ? MEMORY_MB.alone : MEMORY_MB.withBtcpay;
    expect(lasting.reduce((sum, each) => sum + each, Math.max(...tools))).toBeLessThanOrEqual(limit);
  });
});

/** Where a file of the checkout is; for one that setup.sh writes, its example. */
function inCheckout(source: string): URL {
  return new URL(source === './server.env' ? 'server.env.example' : source, DOCKER);
}

function mountsOf(volumes: Yaml | undefined): { type: string; source: string }[] {
  const mounts = Array.isArray(volumes) ? volumes : [];
  return mounts.map(({ type, source }) => ({ type, source }));
}

function memoryMb({ mem_limit: limit }: YamlMapping): number {
  const [, number, unit] = /^(\d+)([mg])$/.exec(String(limit)) ?? [];
  return Number(number) * (unit === 'g' ? 1024 : 1);
}
