import { describe, expect, it } from 'vitest';
import { fuzz } from './fuzz.ts';

const REQUESTS = 20_000;
/** What the simulated BTCPay and the ledger keep of the payments that were really made is in it. */
const MOST_GROWTH_BYTES = 48 * 1024 * 1024;

describe('fuzz', () => {
  it('answers 20,000 generated requests without a 500, errors as problems, memory flat', async () => {
    const { statuses, heapGrowth } = await fuzz(REQUESTS, Date.now() % 2 ** 31);
    expect([...statuses.values()].reduce((sum, count) => sum + count, 0)).toBe(REQUESTS);
    expect(heapGrowth).toBeLessThan(MOST_GROWTH_BYTES);
  }, 1_200_000);
});
