import { BlockList, isIP } from 'node:net';
import { BadValue, type Grammar } from './env-reader.ts';
import { listOf } from './grammar.ts';

interface Subnet {
  readonly address: string;
  readonly prefix: number;
  readonly family: 'ipv4' | 'ipv6';
}

const HINT = 'addresses or CIDRs, comma-separated, as 127.0.0.1,10.0.0.0/8,fd00::/8';

const subnet: Grammar<Subnet> = {
  hint: HINT,
  parse(text) {
    const [, address = '', , length] = /^([\da-fA-F.:]+)(\/(0|[1-9]\d{0,2}))?$/.exec(text) ?? [];
    const version = isIP(address);
    if (version === 0) throw new BadValue('is no address or CIDR');
    const longest = version === 4 ? 32 : 128;
    const prefix = length === undefined ? longest : Number(length);
    if (prefix > longest) throw new BadValue('has a prefix longer than its address');
    return { address, prefix, family: version === 4 ? 'ipv4' : 'ipv6' };
  },
};

/**
 * Proxies whose `X-Forwarded-For` counts. Asked by `check(address, 'ipv4' | 'ipv6')`; an IPv4 address that arrives
 * mapped into IPv6 (`::ffff:10.0.0.1`) matches too.
 */
export const trustedProxies: Grammar<BlockList> = {
  hint: HINT,
  parse(text) {
    const proxies = new BlockList();
    for (const { address, prefix, family } of listOf(subnet, HINT).parse(text)) {
      proxies.addSubnet(address, prefix, family);
    }
    return proxies;
  },
};
