import { describe, expect, it } from 'vitest';
import { beginOfDay, lastDays, showTime, showUtc } from './time.ts';

const AT = '2026-11-24T19:15:57.250Z';

describe('showTime', () => {
  it('names the year only where it is another one', () => {
    expect(showTime(AT, Date.parse('2026-12-01T00:00:00Z'))).not.toContain('2026');
    expect(showTime(AT, Date.parse('2027-06-01T00:00:00Z'))).toContain('2026');
  });
});

describe('showUtc', () => {
  it('is exact to the second', () => {
    expect(showUtc(AT)).toBe('2026-11-24 19:15:57 UTC');
  });
});

describe('lastDays', () => {
  it('ends today, in UTC', () => {
    expect(lastDays(3, Date.parse('2026-03-01T00:00:00Z'))).toEqual([
      '2026-02-27',
      '2026-02-28',
      '2026-03-01',
    ]);
  });
});

describe('beginOfDay', () => {
  it('is midnight where the reader is, over the end of a month too', () => {
    expect(beginOfDay('2026-11-30', 1)).toBe(new Date(2026, 11, 1).toISOString());
  });

  it.each(['', '24.11.2026', '2026-11'])('is nothing for %j', (day) => {
    expect(beginOfDay(day)).toBeUndefined();
  });
});
