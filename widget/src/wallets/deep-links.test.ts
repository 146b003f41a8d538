import { describe, expect, it } from 'vitest';
import { bolt11 } from '../../test/fixtures/payments.ts';
import { walletLink } from './deep-links.ts';

describe('walletLink', () => {
  it('holds exactly the invoice, and nothing else', () => {
    const text = bolt11();
    expect(walletLink(text)).toBe(`lightning:${text}`);
    expect(walletLink(text.toUpperCase())).toBe(`lightning:${text}`);
  });
});
