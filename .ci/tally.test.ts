import { describe, expect, it } from 'vitest';
import { sum, summaryLine, type TestOutcome, tallyOf, tallyTests } from './tally.ts';

const test = (outcome: TestOutcome['outcome'], title = 'a fact'): TestOutcome => ({ title, outcome });

describe('tallyTests', () => {
  it('counts what passed and what failed', () => {
    expect(tallyTests([test('passed', 'F1 holds'), test('failed')], 1)).toEqual({
      passed: 1,
      failed: 1,
      titles: ['F1 holds'],
      problems: [],
    });
  });

  it.each<[string, Parameters<typeof tallyTests>, number, RegExp]>([
    ['a missing report', [null, 0], 1, /left no report/],
    ['a run without tests', [[], 0], 1, /no test ran/],
    ['a skipped test', [[test('passed'), test('skipped', 'later')], 0], 1, /skipped: later/],
    ['a broken file', [[test('passed')], 1, ['a.test.ts']], 1, /outside of its tests: a.test.ts/],
    ['an exit code without a failed test', [[test('passed')], 1], 1, /exit code 1/],
    ['a killed runner', [[test('passed')], null], 1, /exit code null/],
  ])('counts %s as a failure', (_, args, failed, problem) => {
    const tally = tallyTests(...args);
    expect(tally.failed).toBe(failed);
    expect(tally.problems.join()).toMatch(problem);
  });
});

describe('sum', () => {
  it('adds steps and tests', () => {
    const total = sum([tallyOf(true), tallyOf(false), tallyTests([test('passed', 'A3'), test('failed')], 1)]);
    expect(total).toEqual({ passed: 2, failed: 2, titles: ['A3'], problems: [] });
  });
});

describe('summaryLine', () => {
  it('is what callers look for', () => {
    expect(summaryLine(sum([tallyOf(true), tallyOf(true)]))).toBe('2 passed, 0 failed');
  });
});
