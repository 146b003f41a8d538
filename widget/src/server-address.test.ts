import { describe, expect, it } from 'vitest';
import { findServer, parseServerUrl } from './server-address.ts';

const CDN = 'https://cdn.example/npm/lightning-pay@1.2.3/dist/lightning-pay.js';

describe('parseServerUrl', () => {
  it.each([
    ['https://pay.example.com', 'https://pay.example.com/'],
    ['https://pay.example.com/', 'https://pay.example.com/'],
    ['https://example.com/pay', 'https://example.com/pay/'],
    ['https://example.com:8443/pay//?a=1#b', 'https://example.com:8443/pay/'],
    ['https://example.com//evil.example', 'https://example.com//evil.example/'],
    ['http://localhost:8787', 'http://localhost:8787/'],
    ['http://shop.localhost', 'http://shop.localhost/'],
    ['http://127.0.0.1:8787', 'http://127.0.0.1:8787/'],
    ['http://[::1]:8787', 'http://[::1]:8787/'],
  ])('takes %s', (text, url) => {
    expect(parseServerUrl(text).href).toBe(url);
  });

  it.each([
    'http://pay.example.com',
    'http://localhost.example.com',
    'http://127.0.0.1.example.com',
    'http://192.168.0.2',
    'https://user@pay.example.com',
    'https://user:word@pay.example.com',
    'ftp://pay.example.com',
    'javascript:alert(1)',
    'data:text/html,hello',
    'pay.example.com',
    '//pay.example.com',
    '',
  ])('refuses %s', (text) => {
    expect(() => parseServerUrl(text)).toThrow(TypeError);
  });
});

describe('findServer', () => {
  it.each([
    ['https://pay.example.com/lightning-pay.js', 'https://pay.example.com/'],
    ['https://pay.example.com/lightning-pay@1.2.3.js?x=1', 'https://pay.example.com/'],
    ['http://localhost:8787/lightning-pay.js', 'http://localhost:8787/'],
  ])('is where %s came from', (script, server) => {
    expect(findServer(null, script).href).toBe(server);
  });

  it('is the attribute before all', () => {
    expect(findServer('https://pay.example.com', CDN).href).toBe('https://pay.example.com/');
  });

  it.each([
    [null, CDN],
    [null, 'https://shop.example/assets/index-abc.js'],
    [null, 'file:///lightning-pay.js'],
    ['http://pay.example.com', CDN],
    ['https://user:secret@pay.example.com', CDN],
    ['javascript:alert(1)', CDN],
  ])('is refused: server %s, script %s', (attribute, script) => {
    expect(() => findServer(attribute, script)).toThrow(TypeError);
  });
});
