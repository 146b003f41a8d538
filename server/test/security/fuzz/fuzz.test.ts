import { describe, expect, it } from 'vitest';
import { fuzz } from './fuzz.ts';

describe('fuzz', () => {
  it('answers 400 generated requests without a 500, errors as problems', async () => {
    const { statuses } = await fuzz(400, 20_261_124);
    for (const status of [200, 201, 204, 400, 401, 404, 405, 415, 422]) {
      expect([...statuses.keys()], 'each kind of answer was seen').toContain(status);
    }
  }, 120_000);
});
