import { describe, expect, it } from 'vitest';
import { fill } from './localize.ts';

describe('fill', () => {
  it('puts values in the place of their names, once', () => {
    expect(fill('Pay {amount} to {shop}', { amount: '{shop}', shop: 'A$&' })).toBe('Pay {shop} to A$&');
  });

  it('leaves a name without a value', () => {
    expect(fill('Pay {amount}', {})).toBe('Pay {amount}');
  });
});
