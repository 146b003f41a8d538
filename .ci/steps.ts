import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { tallyBrowser } from './browser-report.ts';
import { type CommandResult, runCommand } from './run-command.ts';
import { sum, type Tally, tallyOf } from './tally.ts';
import { tallyVitest } from './vitest-report.ts';

/** What a step came to, with what its programs said. */
export interface StepResult {
  readonly tally: Tally;
  readonly output: string;
}

/** One step of the check. */
export interface Step {
  readonly name: string;
  run(): Promise<StepResult>;
}

/** Root of the workspace. */
export const root = join(import.meta.dirname, '..');
const reports = mkdtempSync(join(tmpdir(), 'lightning-pay-check-'));
process.once('exit', () => rmSync(reports, { recursive: true, force: true }));

const run = (folder: string, [command = '', ...args]: readonly string[], timeoutSeconds: number) =>
  runCommand(command, args, { cwd: join(root, folder), timeoutSeconds });

/** A step of one or more programs, run at once, that must all end well. */
export function commands(name: string, folder: string, lines: readonly (readonly string[])[]): Step {
  return {
    name,
    async run() {
      const results = await Promise.all(lines.map((line) => run(folder, line, 180)));
      const isGood = ({ exitCode }: CommandResult) => exitCode === 0;
      return {
        tally: tallyOf(results.every(isGood)),
        output: results.map(({ output }) => output).join('\n'),
      };
    },
  };
}

/** The programs of a step one after the other, up to the first that fails. */
export function inOrder(name: string, steps: readonly Step[]): Step {
  return {
    name,
    async run() {
      const outputs: string[] = [];
      for (const step of steps) {
        const { tally, output } = await step.run();
        outputs.push(output);
        if (tally.failed > 0) return { tally: tallyOf(false), output: outputs.join('\n') };
      }
      return { tally: tallyOf(true), output: outputs.join('\n') };
    },
  };
}

/** Ends a runner that hangs. Not a budget: a busy machine may need several times what a quiet one does. */
const LONGEST_RUN_SECONDS = 1_200;

/** The vitest tests of a package. */
export function vitest(name: string, folder: string): Step {
  const report = join(reports, `${folder}-vitest.json`);
  const line = ['vitest', 'run', '--reporter=default', '--reporter=json', `--outputFile.json=${report}`];
  return {
    name,
    async run() {
      const { exitCode, output } = await run(folder, line, LONGEST_RUN_SECONDS);
      return { tally: tallyVitest(report, exitCode), output };
    },
  };
}

/** The tests of a package that need a real browser. */
export function browserTests(name: string, folder: string): Step {
  const report = join(reports, `${folder}-browser.json`);
  return {
    name,
    async run() {
      const { exitCode, output } = await run(
        folder,
        ['node', join(root, '.ci/browser-tests.ts'), report],
        LONGEST_RUN_SECONDS,
      );
      return { tally: tallyBrowser(report, exitCode), output };
    },
  };
}

/**
 * Runs the steps one after the other, telling each one's name, count and time, and what the failed ones said.
 *
 * @returns All counts together.
 */
export async function runSteps(steps: readonly Step[], say: (line: string) => void): Promise<Tally> {
  const tallies: Tally[] = [];
  for (const [index, step] of steps.entries()) {
    say(`\n[${index + 1}/${steps.length}] ${step.name}`);
    const startMs = performance.now();
    const { tally, output } = await step.run();
    tallies.push(tally);
    const seconds = ((performance.now() - startMs) / 1000).toFixed(1);
    if (tally.failed > 0) say(output.trimEnd());
    for (const problem of tally.problems) say(`  problem: ${problem}`);
    say(
      `  ${tally.failed === 0 ? 'ok' : 'FAILED'}: ${tally.passed} passed, ${tally.failed} failed (${seconds} s)`,
    );
  }
  const failed = steps.filter((_, index) => (tallies[index]?.failed ?? 0) > 0).map(({ name }) => name);
  say(failed.length === 0 ? '\nEverything holds.' : `\nFailed: ${failed.join('; ')}`);
  return sum(tallies);
}
