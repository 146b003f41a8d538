import { describe, expect, it } from 'vitest';
import { currenciesOf, halfOf, periodOf, shareOf, topOfAxis } from './chart-scale.ts';
import type { DaySum } from './wire/summary.ts';

const sum = (day: string, amount: string, change: Partial<DaySum> = {}): DaySum => ({
  day,
  currency: 'USD',
  count: 1,
  amount,
  paidSats: 1_000,
  ...change,
});

describe('periodOf', () => {
  const sums = [
    sum('2026-11-22', '0.10'),
    sum('2026-11-24', '0.20', { count: 2 }),
    sum('2026-11-24', '7', { currency: 'SATS' }),
  ];

  it('has every day, and adds up exactly in one currency', () => {
    const period = periodOf(sums, 'USD', ['2026-11-22', '2026-11-23', '2026-11-24']);
    expect(period.days.map(({ day, amount, count }) => [day, amount, count])).toEqual([
      ['2026-11-22', '0.10', 1],
      ['2026-11-23', '0.00', 0],
      ['2026-11-24', '0.20', 2],
    ]);
    expect(period).toMatchObject({ amount: '0.30', count: 3, paidSats: 2_000 });
  });

  it('leaves out what was paid on other days', () => {
    expect(periodOf(sums, 'USD', ['2026-11-24'])).toMatchObject({ amount: '0.20', count: 2 });
  });
});

describe('currenciesOf', () => {
  it('begins with the one of the most payments', () => {
    const sums = [
      sum('a', '1', { currency: 'EUR', count: 3 }),
      sum('a', '1', { count: 2 }),
      sum('b', '1', { count: 2 }),
    ];
    expect(currenciesOf(sums)).toEqual(['USD', 'EUR']);
  });
});

describe('topOfAxis', () => {
  it.each([
    ['1026.50', '1200.00'],
    ['1000.00', '1000.00'],
    ['0.01', '0.10'],
    ['0.00', '0.10'],
    ['47', '60'],
    ['99999999999.99', '100000000000.00'],
    ['1.234', '1.600'],
  ])('of %s is %s', (most, top) => {
    expect(topOfAxis(['0', most])).toBe(top);
    expect(shareOf(most, top)).toBeLessThanOrEqual(1);
  });
});

describe('halfOf', () => {
  it('keeps the decimals', () => {
    expect([halfOf('1200.00'), halfOf('0.10'), halfOf('30')]).toEqual(['600.00', '0.05', '15']);
  });
});

describe('shareOf', () => {
  it('is what an amount fills of an axis', () => {
    expect([shareOf('0', '12'), shareOf('3.00', '12'), shareOf('12', '12')]).toEqual([0, 0.25, 1]);
  });
});
