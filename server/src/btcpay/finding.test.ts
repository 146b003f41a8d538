import { describe, expect, it } from 'vitest';
import { CheckFailed, type Finding, printable, runCheck } from './finding.ts';

describe('runCheck', () => {
  it('reports a check that cannot be finished, and lets every other fault through', async () => {
    const found: Finding[] = [];
    const run = (error: Error | null) =>
      runCheck(
        'Key',
        (finding) => found.push(finding),
        async () => {
          if (error !== null) throw error;
          return 7;
        },
      );
    expect(await run(null)).toBe(7);
    expect(await run(new CheckFailed('is old', ['Make another.'], 'missing'))).toBeNull();
    expect(found).toEqual([{ state: 'missing', check: 'Key', text: 'is old', steps: ['Make another.'] }]);
    await expect(run(new TypeError('bug'))).rejects.toThrow('bug');
  });
});

describe('printable', () => {
  it('is one line without what a terminal would obey, cut where it is long', () => {
    expect(printable(' a\r\nb\u001b[2J\u202ec\u2028d ')).toBe('a b [2J c d');
    expect(printable('x'.repeat(10), 4)).toBe('xxxx…');
  });
});
