import { BlockList, isIPv6 } from 'node:net';
import { describe, expect, it } from 'vitest';
import { isMapping, type Yaml, type YamlMapping } from './compose-file.ts';
import { DEPLOYMENTS, deployment, section, servicesOf } from './deployment.ts';

describe.each(DEPLOYMENTS)('the networks of %s', (composeFile) => {
  const content = deployment(composeFile);
  const services = servicesOf(content);
  const addressOf = (name: string) => fixedAddresses(section(content, 'services')[name]).get('edge');

  it('are all named, and each service is on one', () => {
    const known = Object.keys(section(content, 'networks'));
    for (const [name, service] of services) {
      const joined = Object.keys(section(service, 'networks'));
      expect(joined, name).not.toEqual([]);
      expect(known, name).toEqual(expect.arrayContaining(joined));
    }
  });

  it('give each fixed address once, inside the subnet and outside what Docker gives to others', () => {
    const fixed = services.flatMap(([, service]) => [...fixedAddresses(service)]);
    expect(new Set(fixed.map(([, address]) => address)).size).toBe(fixed.length);
    expect(fixed.length).toBeGreaterThanOrEqual(3);
    for (const [network, address] of fixed) {
      const { whole, given, gateways } = layout(section(section(content, 'networks'), network));
      expect([holds(whole, address), holds(given, address)], address).toEqual([true, false]);
      expect(gateways).not.toContain(address);
    }
  });

  it('are where nginx is told that the others are', () => {
    const told = Object.entries(section(section(section(content, 'services'), 'nginx'), 'extra_hosts'));
    expect(told.map(([name]) => name)).toEqual(expect.arrayContaining(['server-a', 'server-b']));
    for (const [name, address] of told) expect(address, name).toBe(addressOf(name));
  });

  it('let the servers believe nginx, and nobody else, about where a request comes from', () => {
    for (const name of ['server-a', 'server-b']) {
      const environment = section(section(section(content, 'services'), name), 'environment');
      expect(environment['TRUSTED_PROXIES']).toBe(addressOf('nginx'));
    }
  });

  it('lead from the ledger to nowhere', () => {
    expect(section(section(content, 'networks'), 'ledger')['internal']).toBe(true);
    expect(section(section(content, 'services'), 'postgres')['networks']).toEqual({ ledger: null });
  });
});

/** The addresses that a service has by the file's word: a network, then the address. */
function fixedAddresses(service: Yaml | undefined): Map<string, string> {
  const networks = isMapping(service) ? section(service, 'networks') : {};
  return new Map(
    Object.entries(networks).flatMap(([network, how]) =>
      (isMapping(how) ? [how['ipv4_address'], how['ipv6_address']] : [])
        .filter((address) => typeof address === 'string')
        .map((address) => [network, address] as const),
    ),
  );
}

interface Layout {
  readonly whole: BlockList;
  /** What Docker may give to containers without a fixed address. */
  readonly given: BlockList;
  readonly gateways: readonly string[];
}

function layout({ ipam }: YamlMapping): Layout {
  const configs = isMapping(ipam) && Array.isArray(ipam['config']) ? ipam['config'] : [];
  const all = (name: string) => configs.map((config) => config[name]).filter((value) => value !== undefined);
  return { whole: blocks(all('subnet')), given: blocks(all('ip_range')), gateways: all('gateway') };
}

function blocks(subnets: readonly string[]): BlockList {
  const list = new BlockList();
  for (const subnet of subnets) {
    const [address = '', bits] = subnet.split('/');
    list.addSubnet(address, Number(bits), isIPv6(address) ? 'ipv6' : 'ipv4');
  }
  return list;
}

function holds(list: BlockList, address: string): boolean {
  return list.check(address, isIPv6(address) ? 'ipv6' : 'ipv4');
}
