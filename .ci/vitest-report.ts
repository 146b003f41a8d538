import { existsSync, readFileSync } from 'node:fs';
import { relative } from 'node:path';
import { type Tally, type TestOutcome, tallyTests } from './tally.ts';

/** What is read of vitest's JSON report. @see https://vitest.dev/guide/reporters (JSON reporter) */
interface VitestReport {
  readonly testResults: readonly {
    readonly name: string;
    readonly status: string;
    readonly assertionResults: readonly { readonly title: string; readonly status: string }[];
  }[];
}

/**
 * Counts the tests of a vitest run.
 *
 * @param file Where its JSON report should be; a missing or unreadable one is a failure.
 * @param exitCode Of vitest's process.
 */
export function tallyVitest(file: string, exitCode: number | null): Tally {
  const report = readReport(file);
  if (report === null) return tallyTests(null, exitCode);
  const tests = report.testResults.flatMap(({ assertionResults }) => assertionResults.map(toOutcome));
  const broken = report.testResults
    .filter(({ status, assertionResults }) => status !== 'passed' && assertionResults.every(hasPassed))
    .map(({ name }) => relative(process.cwd(), name));
  return tallyTests(tests, exitCode, broken);
}

type Assertion = VitestReport['testResults'][number]['assertionResults'][number];

function hasPassed({ status }: Assertion): boolean {
  return status === 'passed';
}

function toOutcome({ title, status }: Assertion): TestOutcome {
  return { title, outcome: status === 'passed' || status === 'failed' ? status : 'skipped' };
}

function readReport(file: string): VitestReport | null {
  if (!existsSync(file)) return null;
  try {
    const report = JSON.parse(readFileSync(file, 'utf8')) as VitestReport; // our own pinned vitest wrote it
    return Array.isArray(report.testResults) ? report : null;
  } catch {
    return null;
  }
}
