import { spawnSync } from 'node:child_process';
import { chmodSync, mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { WorkflowStep } from './workflows.ts';

/** What a step may use. */
export interface StepOptions {
  /** Folder of the test's own: the step's temporary files, and `bin/` with the programs below. */
  readonly folder: string;
  /** Where it runs; default: `folder`. */
  readonly cwd?: string;
  readonly env?: Readonly<Record<string, string>>;
  /** Programs that come first in the path, as bash. */
  readonly programs?: Readonly<Record<string, string>>;
}

/**
 * Runs the script of a step as a runner does: bash with `-e` and pipefail, and nothing of this process's environment.
 *
 * @see https://docs.github.com/en/actions/reference/workflows-and-actions/workflow-syntax#exit-codes-and-error-action-preference
 */
export function runStep(step: WorkflowStep, { folder, cwd = folder, env = {}, programs = {} }: StepOptions) {
  const bin = join(folder, 'bin');
  mkdirSync(bin, { recursive: true });
  for (const [name, script] of Object.entries(programs)) {
    writeFileSync(join(bin, name), `#!/bin/bash\n${script}\n`);
    chmodSync(join(bin, name), 0o755);
  }
  return spawnSync('bash', ['--noprofile', '--norc', '-eo', 'pipefail', '-c', step.run ?? ''], {
    cwd,
    env: { PATH: `${bin}:/usr/bin:/bin`, TMPDIR: folder, RUNNER_TEMP: folder, ...env },
    encoding: 'utf8',
  });
}
