import { existsSync, readFileSync } from 'node:fs';
import { type Tally, type TestOutcome, tallyTests } from './tally.ts';

/** What `browser-tests.ts` writes. */
export interface BrowserReport {
  readonly tests: readonly TestOutcome[];
  /** Files without a test in them, or that failed outside of their tests. */
  readonly brokenFiles: readonly string[];
}

/** A suite of tests, as @web/test-runner reports it. */
export interface BrowserSuite {
  readonly tests: readonly { readonly name: string; readonly passed: boolean; readonly skipped: boolean }[];
  readonly suites: readonly BrowserSuite[];
}

/** A test file in one browser, as @web/test-runner reports it; without results where it could not be loaded. */
export interface BrowserSession {
  readonly testFile: string;
  readonly passed?: boolean;
  readonly testResults?: BrowserSuite;
}

/** Sorts what a finished run left. */
export function reportOf(sessions: readonly BrowserSession[]): BrowserReport {
  const files = sessions.map(({ testFile, testResults, passed }) => {
    const tests = testResults === undefined ? [] : outcomesOf(testResults);
    const isBroken =
      tests.length === 0 || (passed !== true && tests.every(({ outcome }) => outcome === 'passed'));
    return { testFile, tests, isBroken };
  });
  return {
    tests: files.flatMap(({ tests }) => tests),
    brokenFiles: files.filter(({ isBroken }) => isBroken).map(({ testFile }) => testFile),
  };
}

/** Counts the tests of a browser run from its report. */
export function tallyBrowser(file: string, exitCode: number | null): Tally {
  if (!existsSync(file)) return tallyTests(null, exitCode);
  const { tests, brokenFiles } = JSON.parse(readFileSync(file, 'utf8')) as BrowserReport; // written by browser-tests.ts
  return tallyTests(tests, exitCode, brokenFiles);
}

function outcomesOf({ tests, suites }: BrowserSuite): TestOutcome[] {
  return [
    ...tests.map(({ name, passed, skipped }): TestOutcome => {
      return { title: name, outcome: skipped ? 'skipped' : passed ? 'passed' : 'failed' };
    }),
    ...suites.flatMap(outcomesOf),
  ];
}
