import { describe, expect, it } from 'vitest';
import { findServer } from './server-address.ts';

const CDN = 'https://cdn.example/npm/lightning-pay@1.2.3/dist/lightning-pay.js';

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
    expect(() => findServer(attribute, script)).toThrow(expect.objectContaining({ code: 'not_configured' }));
  });
});
