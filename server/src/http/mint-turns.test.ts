import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import type { PricedBy } from '../payments/payment.ts';
import { createMintTurns, withoutAFifth } from './mint-turns.ts';
import { memoryRateLimiter } from './rate-limiter.ts';

const turnsOf = (mintRate: number) =>
  createMintTurns((_, turns, windowMs) => memoryRateLimiter(turns, windowMs), mintRate, 1_000);

beforeEach(() => {
  vi.useFakeTimers();
});
afterEach(() => {
  vi.useRealTimers();
});

describe('createMintTurns', () => {
  it.each([
    ['open ones first', 'open', 'product', [8, 2]],
    ['those of the merchant first', 'request', 'open', [10, 0]],
  ] as const)('gives all turns and no more, %s', async (_, first, second, expected) => {
    const turns = turnsOf(10);
    const given = async (pricedBy: PricedBy) => {
      let count = 0;
      while ((await turns.take(pricedBy)).waitMs === 0) count += 1;
      return count;
    };
    expect([await given(first), await given(second)]).toEqual(expected);
  });

  it('gives a turn back to the part that it came from', async () => {
    const turns = turnsOf(5);
    for (let taken = 0; taken < 4; taken += 1) await turns.take('open');
    const reserved = await turns.take('product');
    expect((await turns.take('product')).waitMs).toBe(1_000);
    await reserved.giveBack();
    expect((await turns.take('open')).waitMs).toBe(1_000);
    expect((await turns.take('product')).waitMs).toBe(0);
  });

  it('gives nothing back for a turn that there was not', async () => {
    const turns = turnsOf(1);
    await turns.take('open');
    await (await turns.take('open')).giveBack();
    expect((await turns.take('product')).waitMs).toBe(1_000);
  });

  it('knows that there is none only when every part says so', async () => {
    const known: Record<string, number> = { mint: 700, 'mint-reserved': 0 };
    const turns = createMintTurns(
      (name) => ({
        knownWaitMs: () => known[name] ?? 0,
        take: async () => 0,
        giveBack: async () => {},
      }),
      10,
      1_000,
    );
    expect([turns.knownWaitMs('open'), turns.knownWaitMs('product')]).toEqual([700, 0]);
    known['mint-reserved'] = 400;
    expect([turns.knownWaitMs('open'), turns.knownWaitMs('product')]).toEqual([700, 400]);
  });
});

describe('withoutAFifth', () => {
  it.each([
    [1, 1],
    [2, 1],
    [50, 40],
    [99, 79],
  ])('of %d is %d', (all, left) => expect(withoutAFifth(all)).toBe(left));
});
