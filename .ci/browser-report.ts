import { existsSync, readFileSync } from 'node:fs';
import { type Tally, type TestOutcome, tallyTests } from './tally.ts';

/** What `browser-tests.ts` writes. */
export interface BrowserReport {
  readonly tests: readonly TestOutcome[];
  /** Files without a test in them, or that failed outside of their tests. */
  readonly brokenFiles: readonly string[];
}

/** Counts the tests of a browser run from its report. */
export function tallyBrowser(file: string, exitCode: number | null): Tally {
  if (!existsSync(file)) return tallyTests(null, exitCode);
  const { tests, brokenFiles } = JSON.parse(readFileSync(file, 'utf8')) as BrowserReport; // written by browser-tests.ts
  return tallyTests(tests, exitCode, brokenFiles);
}
