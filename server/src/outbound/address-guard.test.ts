import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { isPublicAddress, judgeUrl } from './address-guard.ts';

const judged = (url: string, privateHosts: string[] = []) => judgeUrl(new URL(url), privateHosts);

describe('isPublicAddress', () => {
  it.each(['93.184.215.14', '1.1.1.1', '2606:2800:21f:cb07:6820:80da:af6b:8b2c', '::ffff:93.184.215.14'])(
    'takes %s',
    (address) => expect(isPublicAddress(address)).toBe(true),
  );

  it.each([
    '0.0.0.0',
    '10.1.2.3',
    '100.64.0.1',
    '127.0.0.1',
    '127.255.255.254',
    '169.254.169.254',
    '172.16.0.1',
    '172.31.255.255',
    '192.0.0.1',
    '192.0.2.1',
    '192.168.1.1',
    '198.18.0.1',
    '198.51.100.1',
    '203.0.113.1',
    '224.0.0.1',
    '240.0.0.1',
    '255.255.255.255',
    '::',
    '::1',
    '::127.0.0.1',
    '::ffff:127.0.0.1',
    '::ffff:169.254.169.254',
    '::ffff:0:127.0.0.1',
    '64:ff9b::7f00:1',
    '64:ff9b:1::a00:1',
    '100::1',
    '2001::1',
    '2001:db8::1',
    '2002:7f00:1::',
    'fc00::1',
    'fd12:3456::1',
    'fe80::1',
    'fe80::1%eth0',
    'fec0::1',
    'ff02::1',
    '2130706433',
    '0177.0.0.1',
    '0x7f.1',
    '127.1',
    '',
    'shop.example',
  ])('refuses %j', (address) => expect(isPublicAddress(address)).toBe(false));

  it('takes no IPv4 address into an IPv6 one that it would not take itself', () => {
    fc.assert(
      fc.property(fc.ipV4(), (address) => {
        expect(isPublicAddress(`::ffff:${address}`)).toBe(isPublicAddress(address));
        expect(isPublicAddress(`64:ff9b::${address}`)).toBe(false);
      }),
    );
  });

  it('takes nothing of 10/8, 100.64/10, 127/8 and fc00::/7', () => {
    const byte = fc.integer({ min: 0, max: 255 });
    const group = fc.integer({ min: 0, max: 0xffff }).map((n) => n.toString(16));
    const inside = fc.oneof(
      fc.tuple(fc.constantFrom(10, 127), byte, byte, byte).map((parts) => parts.join('.')),
      fc.tuple(fc.integer({ min: 64, max: 127 }), byte, byte).map((parts) => `100.${parts.join('.')}`),
      fc.tuple(fc.constantFrom('fc', 'fd'), group, group).map(([a, b, c]) => `${a}12:${b}::${c}`),
    );
    fc.assert(
      fc.property(inside, (address) => {
        expect(isPublicAddress(address)).toBe(false);
      }),
    );
  });
});

describe('judgeUrl', () => {
  it('takes a name, whose addresses are still to be checked, and a public address', () => {
    expect(judged('https://shop.example/hook?x=1')).toBe('name');
    expect(judged('https://shop.example:443/')).toBe('name');
    expect(judged('https://93.184.215.14/')).toBe('address');
  });

  it.each([
    'http://shop.example/',
    'ftp://shop.example/',
    'file:///etc/passwd',
    'https://user@shop.example/',
    'https://:secret@shop.example/',
    'https://shop.example:8443/',
    'https://localhost/',
    'https://localhost./',
    'https://a.localhost/',
    'https://shop/',
    'https://printer.local/',
    'https://metadata.google.internal/',
    'https://127.0.0.1/',
    'https://[::1]/',
    'https://[::ffff:127.0.0.1]/',
    'https://[fc00::1]/',
    'https://169.254.169.254/',
    'https://2130706433/',
    'https://017700000001/',
    'https://0x7f000001/',
    'https://0x7f.1/',
    'https://１２７.0.0.1/',
  ])('refuses %s', (url) => expect(judged(url)).toBe('refused'));

  it('lets a listed host be private, plain and on any port; nothing else with it', () => {
    const listed = ['10.0.0.7', 'shop', '[::1]', 'shop.local'];
    for (const url of [
      'http://10.0.0.7:3000/',
      'https://shop:8443/',
      'http://[::1]:1/',
      'http://SHOP.local./',
      'http://shop./',
    ])
      expect(judged(url, listed), url).toBe('private_host');
    for (const url of ['http://10.0.0.8/', 'http://shop.example/', 'http://a.shop/', 'http://user@shop/'])
      expect(judged(url, listed), url).toBe('refused');
  });
});
