import { describe, expect, it } from 'vitest';
import { chooseLocale, fill } from './localize.ts';

describe('fill', () => {
  it('puts values in the place of their names, once', () => {
    expect(fill('Pay {amount} to {shop}', { amount: '{shop}', shop: 'A$&' })).toBe('Pay {shop} to A$&');
  });

  it('leaves a name without a value', () => {
    expect(fill('Pay {amount}', {})).toBe('Pay {amount}');
  });
});

describe('chooseLocale', () => {
  it.each([
    ['en-GB', [], 'en-GB'],
    ['', ['en-AU'], 'en-AU'],
    ['', [undefined, 'en-US'], 'en-US'],
    ['', ['', 'en-US'], 'en-US'],
    ['de', ['en-GB'], 'en'],
    ['', [], 'en'],
  ])('of "%s" and %j is %s', (wanted, page, tag) => {
    expect(chooseLocale(wanted, page)).toBe(tag);
  });
});
