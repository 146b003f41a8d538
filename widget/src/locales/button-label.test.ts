import { describe, expect, it } from 'vitest';
import { payLabel } from './button-label.ts';

describe('payLabel', () => {
  it.each([
    ['en-GB', '£5.00', 'Pay £5.00'],
    ['de-AT', '€ 5,00', '€ 5,00 bezahlen'],
    ['ja', '￥500', '￥500を支払う'],
    ['tr', null, 'Lightning ile öde'],
  ])('of %s and %s is "%s"', (tag, amount, label) => {
    expect(payLabel(tag, amount)).toBe(label);
  });

  it('takes the amount as it is', () => {
    expect(payLabel('en', '$& {} $1')).toBe('Pay $& {} $1');
  });
});
