/** What a step of the check came to. */
export interface Tally {
  readonly passed: number;
  readonly failed: number;
  /** Titles of the tests that ran and passed, without those of the suites around them. */
  readonly titles: readonly string[];
  /** Failures that no test stands for, each in one line. */
  readonly problems: readonly string[];
}

/** A step without tests in it: it counts as one. */
export function tallyOf(ok: boolean): Tally {
  return { passed: ok ? 1 : 0, failed: ok ? 0 : 1, titles: [], problems: [] };
}

/** Adds up steps. */
export function sum(tallies: readonly Tally[]): Tally {
  return {
    passed: tallies.reduce((total, { passed }) => total + passed, 0),
    failed: tallies.reduce((total, { failed }) => total + failed, 0),
    titles: tallies.flatMap(({ titles }) => titles),
    problems: tallies.flatMap(({ problems }) => problems),
  };
}

/** The last line of a run. */
export function summaryLine({ passed, failed }: Tally): string {
  return `${passed} passed, ${failed} failed`;
}

/** One test as a runner reports it; whatever is neither passed nor failed was not run. */
export interface TestOutcome {
  readonly title: string;
  readonly outcome: 'passed' | 'failed' | 'skipped';
}

/**
 * Counts what a test runner did, and is not fooled: a skipped test is a failure, and so are a runner that ran nothing
 * and one that exits with an error although every test passed.
 *
 * @param tests What ran, or null where the runner left no report.
 * @param exitCode Of the runner's process.
 * @param brokenFiles Files that failed outside of their tests.
 */
export function tallyTests(
  tests: readonly TestOutcome[] | null,
  exitCode: number | null,
  brokenFiles: readonly string[] = [],
): Tally {
  if (tests === null)
    return { ...tallyOf(false), problems: [`the runner left no report (exit code ${exitCode})`] };
  const titles = tests.filter(({ outcome }) => outcome === 'passed').map(({ title }) => title);
  const skipped = tests.filter(({ outcome }) => outcome === 'skipped');
  const problems = [
    ...skipped.map(({ title }) => `skipped: ${title}`),
    ...brokenFiles.map((file) => `failed outside of its tests: ${file}`),
  ];
  let failed = tests.length - titles.length + brokenFiles.length;
  if (tests.length === 0 && brokenFiles.length === 0) {
    problems.push('no test ran');
    failed += 1;
  } else if (exitCode !== 0 && failed === 0) {
    problems.push(`every test passed, but the runner ended with exit code ${exitCode}`);
    failed += 1;
  }
  return { passed: titles.length, failed, titles, problems };
}
