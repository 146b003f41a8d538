import { describe, expect, it } from 'vitest';
import { supportAddress } from './support-address.ts';

const BASE = 'https://shop.example/cart/';

describe('supportAddress', () => {
  it.each([
    ['https://help.example/lightning?x=1#y', 'https://help.example/lightning?x=1#y'],
    ['/help', 'https://shop.example/help'],
    ['mailto:help@shop.example', 'mailto:help@shop.example'],
    ['MAILTO:help@shop.example?subject=Order', 'mailto:help@shop.example?subject=Order'],
  ])('%s is %s', (attribute, address) => {
    expect(supportAddress(attribute, BASE)).toBe(address);
  });

  it.each([
    null,
    '',
    ' ',
    'javascript:alert(1)',
    'java\tscript:alert(1)',
    'data:text/html,hello',
    'vbscript:x',
    'tel:+1',
    'http://[',
  ])('%j is none', (attribute) => {
    expect(supportAddress(attribute, BASE)).toBeNull();
  });
});
