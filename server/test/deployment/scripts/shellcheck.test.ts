import { spawnSync } from 'node:child_process';
import { readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { DOCKER } from './droplet.ts';

const SCRIPTS = readdirSync(DOCKER, { recursive: true, encoding: 'utf8' }).filter((path) =>
  path.endsWith('.sh'),
);
const textOf = (path: string) => readFileSync(join(DOCKER, path), 'utf8');

describe('the scripts of docker/', () => {
  // A busy machine needs seconds for each of them.
  it('are such that shellcheck finds nothing', { timeout: 120_000 }, () => {
    const { status, stdout, stderr } = spawnSync(
      'shellcheck',
      ['--external-sources', `--source-path=SCRIPTDIR:${join(DOCKER, '..')}`, ...SCRIPTS],
      { cwd: DOCKER, encoding: 'utf8' },
    );
    expect(stdout + stderr).toBe('');
    expect(status).toBe(0);
  });

  it.each(SCRIPTS)('%s says why, wherever it tells shellcheck to look away', (path) => {
    const excused = textOf(path).match(/^.*shellcheck disable=.*$/gm) ?? [];
    for (const line of excused) expect(line).toMatch(/disable=SC\d{4}(,SC\d{4})* # \S+/);
  });

  it.each(SCRIPTS.filter((path) => textOf(path).startsWith('#!')))('%s stops at its first fault', (path) => {
    const isBash = /^#!.*bash/.test(textOf(path));
    expect(textOf(path)).toMatch(isBash ? /^set -euo pipefail$/m : /^set -eu$/m);
  });

  it.each(['setup.sh', 'tls-setup.sh', 'deploy.sh', 'deploy-command.sh', 'rehearse.sh'])(
    '%s may be run',
    (name) => {
      expect(statSync(join(DOCKER, 'scripts', name)).mode & 0o111).toBe(0o111);
    },
  );
});
