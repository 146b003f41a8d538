import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import type { PricedBy } from '../payments/payment.ts';
import { createCreationLimits } from './creation-limits.ts';
import { createOpenPayments } from './open-payments.ts';
import { memoryRateLimiter } from './rate-limiter.ts';

const roomy = { rateLimit: 1_000, maxOpenPayments: 1_000, mintRate: 1_000 };
const timings = { creationWindowMs: 900_000, mintWindowMs: 1_000, openCountKeptMs: 1_000 };

function rig(few: Partial<typeof roomy>, inLedger = 0) {
  const clock = { now: Date.now };
  const openPayments = createOpenPayments({ countOpen: async () => inLedger, clock, timings });
  const limits = createCreationLimits({
    limits: { ...roomy, ...few },
    makeLimiter: (_, turns, windowMs) => memoryRateLimiter(turns, windowMs),
    openPayments,
    timings,
  });
  /** @returns `made`, or what refused it. */
  const create = (client: string, pricedBy: PricedBy = 'open', counts = true) =>
    limits
      .run(
        client,
        pricedBy,
        async () => 'made',
        async () => counts,
      )
      .catch((error: unknown) => error);
  const refused = (retryAfterSeconds?: number) =>
    expect.objectContaining({ code: 'rate_limited', retryAfterSeconds });
  return { limits, create, refused };
}

beforeEach(() => {
  vi.useFakeTimers();
});
afterEach(() => {
  vi.useRealTimers();
});

describe('createCreationLimits', () => {
  it('holds a client to its creations, and no other for them', async () => {
    const { create, refused } = rig({ rateLimit: 2 });
    expect([await create('a'), await create('a'), await create('a')]).toEqual(['made', 'made', refused(900)]);
    expect(await create('b')).toBe('made');
    vi.advanceTimersByTime(900_000);
    expect(await create('a')).toBe('made');
  });

  it('does not hold repetitions against anybody', async () => {
    const { create } = rig({ rateLimit: 1, mintRate: 2, maxOpenPayments: 2 });
    for (let again = 0; again < 5; again += 1) expect(await create('a', 'open', false)).toBe('made');
    expect(await create('a')).toBe('made');
  });

  it('counts a creation that failed: BTCPay may have been asked', async () => {
    const { limits, create, refused } = rig({ rateLimit: 1 });
    const failing = limits.run(
      'a',
      'open',
      () => Promise.reject(new Error('down')),
      async () => true,
    );
    await expect(failing).rejects.toThrow('down');
    expect(await create('a')).toEqual(refused(900));
  });

  it.each(['product', 'request'] as const)(
    'keeps a fifth of the mint rate for %s payments',
    async (pricedBy) => {
      const { create, refused } = rig({ mintRate: 10 });
      for (let made = 0; made < 8; made += 1) expect(await create(`c${made}`)).toBe('made');
      expect(await create('other')).toEqual(refused(1));
      expect([await create('x', pricedBy), await create('y', pricedBy)]).toEqual(['made', 'made']);
      expect(await create('z', pricedBy)).toEqual(refused(1));
      vi.advanceTimersByTime(1_000);
      expect(await create('other')).toBe('made');
    },
  );

  it.each(['product', 'request'] as const)(
    'keeps a fifth of the open payments for %s payments',
    async (pricedBy) => {
      const { create, refused } = rig({ maxOpenPayments: 10 }, 8);
      expect(await create('a')).toEqual(refused());
      expect([await create('a', pricedBy), await create('a', pricedBy)]).toEqual(['made', 'made']);
      expect(await create('a', pricedBy)).toEqual(refused());
    },
  );

  it('does not charge a client for what the service refused', async () => {
    const { create, refused } = rig({ rateLimit: 2, mintRate: 5 });
    for (let made = 0; made < 4; made += 1) await create(`c${made}`);
    for (let tries = 0; tries < 5; tries += 1) expect(await create('a')).toEqual(refused(1));
    vi.advanceTimersByTime(1_000);
    expect([await create('a'), await create('a')]).toEqual(['made', 'made']);
  });

  it('still makes one at a time where the limit is one', async () => {
    const { create } = rig({ mintRate: 1, maxOpenPayments: 1 });
    expect(await create('a')).toBe('made');
  });
});
