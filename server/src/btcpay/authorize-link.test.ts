import { describe, expect, it } from 'vitest';
import { authorizeLink } from './authorize-link.ts';

describe('authorizeLink', () => {
  it("names each permission, asks for one store, and stays under BTCPay's own path", () => {
    expect(authorizeLink('https://shop.example/btcpay/', ['a.b', 'c.d'], 'my server')).toBe(
      'https://shop.example/btcpay/api-keys/authorize?permissions=a.b&permissions=c.d&applicationName=my+server&strict=true&selectiveStores=true',
    );
  });
});
