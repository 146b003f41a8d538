import { BlockList } from 'node:net';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { clientAddress } from './client-address.ts';

const nobody = new BlockList();
const proxies = new BlockList();
proxies.addAddress('127.0.0.1');
proxies.addSubnet('10.0.0.0', 8, 'ipv4');
proxies.addSubnet('fd00::', 8, 'ipv6');

const ipv4 = fc.ipV4();
const ipv6 = fc.ipV6();
const isProxy = (address: string) => proxies.check(address, address.includes(':') ? 'ipv6' : 'ipv4');
const stranger = fc.oneof(ipv4, ipv6).filter((address) => !isProxy(address));
/** What a client may write into the header itself. */
const forged = fc.array(fc.oneof(ipv4, ipv6, fc.string()), { maxLength: 5 }).map((hops) => hops.join(','));

describe('clientAddress', () => {
  it.each([
    ['the peer, without a header', '203.0.113.7', undefined, '203.0.113.7'],
    ['the peer, when it is no trusted proxy', '203.0.113.7', '198.51.100.1', '203.0.113.7'],
    ['who a trusted proxy names', '127.0.0.1', '198.51.100.1', '198.51.100.1'],
    [
      'the right-most untrusted address',
      '127.0.0.1',
      '1.1.1.1, 2.2.2.2,198.51.100.1 , 10.1.2.3',
      '198.51.100.1',
    ],
    ['the left-most, when all are trusted', '127.0.0.1', '10.0.0.9, 10.0.0.8', '10.0.0.9'],
    ['the proxy, when it names nobody', '127.0.0.1', '', '127.0.0.1'],
    ['the last good address before nonsense', '127.0.0.1', '198.51.100.1, unknown, 10.0.0.8', '10.0.0.8'],
    ['IPv4 that arrives mapped', '::ffff:203.0.113.7', undefined, '203.0.113.7'],
    ['IPv4 that is mapped in hexadecimal', '::ffff:cb00:7107', undefined, '203.0.113.7'],
    ['a trusted proxy that arrives mapped', '::ffff:10.0.0.1', '198.51.100.1', '198.51.100.1'],
    ['a trusted proxy on IPv6', 'fd00::1', '198.51.100.1', '198.51.100.1'],
    ['the /64 of IPv6', '2001:db8:1:2:3:4:5:6', undefined, '2001:db8:1:2::/64'],
    ['the /64 of shortened IPv6', '2001:DB8::1', undefined, '2001:db8:0:0::/64'],
    ['the /64 where the gap is in it', '1::2:3:4:5:6', undefined, '1:0:0:2::/64'],
    ['the /64 of an address with a zone', 'fe80::1%eth0', undefined, 'fe80:0:0:0::/64'],
    ['an address with a port', '127.0.0.1', '198.51.100.1:4711', '198.51.100.1'],
    ['IPv6 in brackets', '127.0.0.1', '[2001:db8::1]:4711', '2001:db8:0:0::/64'],
    ['unknown, without a socket', undefined, '198.51.100.1', 'unknown'],
  ])('is %s', (_, peer, forwardedFor, expected) => {
    expect(clientAddress(peer, forwardedFor, proxies)).toBe(expected);
  });

  it('is not moved by any header from a peer that is no proxy', () => {
    fc.assert(
      fc.property(stranger, forged, (peer, header) => {
        expect(clientAddress(peer, header, proxies)).toBe(clientAddress(peer, undefined, nobody));
      }),
    );
  });

  it('is not moved by what a client writes left of the address that the proxy saw', () => {
    fc.assert(
      fc.property(stranger, forged, (client, header) => {
        const seen = clientAddress('127.0.0.1', `${header},${client}`, proxies);
        expect(seen).toBe(clientAddress(client, undefined, nobody));
      }),
    );
  });

  it('is one for all of a /64, and another for the next', () => {
    const group = fc.integer({ min: 0, max: 0xffff }).map((value) => value.toString(16));
    const four = fc.array(group, { minLength: 4, maxLength: 4 }).map((groups) => groups.join(':'));
    fc.assert(
      fc.property(four, four, four, four, (network, other, host, neighbor) => {
        fc.pre(network !== other && !network.startsWith('0:0:0:0'));
        const client = clientAddress(`${network}:${host}`, undefined, nobody);
        expect(clientAddress(`${network}:${neighbor}`, undefined, nobody)).toBe(client);
        expect(clientAddress(`${other}:${host}`, undefined, nobody)).not.toBe(client);
      }),
    );
  });

  it('is the same for IPv4, plain and mapped', () => {
    fc.assert(
      fc.property(ipv4, (address) => {
        expect(clientAddress(`::ffff:${address}`, undefined, nobody)).toBe(address);
      }),
    );
  });
});
