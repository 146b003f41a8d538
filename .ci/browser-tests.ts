/**
 * Runs the widget's browser tests as `wtr` would and writes what each test did to a file, since wtr has no report that
 * a program can read. Usage, in `widget/`: `node ../.ci/browser-tests.ts <report.json>`.
 */
import { writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import { type BrowserSession, reportOf } from './browser-report.ts';

/** What is used of @web/test-runner, which only the widget depends on. */
interface TestRunnerPackage {
  startTestRunner(options: {
    config: Record<string, unknown>;
    readFileConfig: false;
    readCliArgs: false;
  }): Promise<unknown>;
  defaultReporter(options: { reportTestResults: boolean; reportTestProgress: boolean }): unknown;
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
        onTestRunFinished({ sessions }: { sessions: readonly BrowserSession[] }) {
          writeFileSync(report, JSON.stringify(reportOf(sessions)));
        },
      },
    ],
  },
});
