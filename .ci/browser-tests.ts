/**
 * Runs the widget's browser tests as `wtr` would and writes what each test did to a file, since wtr has no report that
 * a program can read. Usage, in `widget/`: `node ../.ci/browser-tests.ts <report.json>`.
 */
import { writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import type { BrowserReport } from './browser-report.ts';
import type { TestOutcome } from './tally.ts';

/** What is used of @web/test-runner, which only the widget depends on. */
interface Suite {
  readonly tests: readonly { readonly name: string; readonly passed: boolean; readonly skipped: boolean }[];
  readonly suites: readonly Suite[];
}
interface Session {
  readonly testFile: string;
  readonly passed?: boolean;
  readonly testResults?: Suite;
}
interface TestRunnerPackage {
  startTestRunner(options: {
    config: Record<string, unknown>;
    readFileConfig: false;
    readCliArgs: false;
  }): Promise<unknown>;
  defaultReporter(options: { reportTestResults: boolean; reportTestProgress: boolean }): unknown;
}

function outcomesOf({ tests, suites }: Suite): TestOutcome[] {
  return [
    ...tests.map(({ name, passed, skipped }): TestOutcome => {
      return { title: name, outcome: skipped ? 'skipped' : passed ? 'passed' : 'failed' };
    }),
    ...suites.flatMap(outcomesOf),
  ];
}

function reportOf(sessions: readonly Session[]): BrowserReport {
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

const [report = ''] = process.argv.slice(2);
const configFile = pathToFileURL(resolve('web-test-runner.config.mjs')).href;
const { default: config } = (await import(configFile)) as { default: Record<string, unknown> };
const runner = createRequire(resolve('package.json'))('@web/test-runner') as TestRunnerPackage;
await runner.startTestRunner({
  readFileConfig: false,
  readCliArgs: false,
  config: {
    ...config,
    watch: false,
    reporters: [
      runner.defaultReporter({ reportTestResults: true, reportTestProgress: false }),
      {
        onTestRunFinished({ sessions }: { sessions: readonly Session[] }) {
          writeFileSync(report, JSON.stringify(reportOf(sessions)));
        },
      },
    ],
  },
});
