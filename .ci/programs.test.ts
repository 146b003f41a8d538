import { chmodSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { ensurePrograms } from './programs.ts';

let folder: string;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'lightning-pay-path-'));
  vi.stubEnv('PATH', `${folder}:/bin:/usr/bin`);
});
afterEach(() => {
  vi.unstubAllEnvs();
  rmSync(folder, { recursive: true, force: true });
});

function program(name: string, script: string): void {
  writeFileSync(join(folder, name), `#!/bin/sh\n${script}\n`);
  chmodSync(join(folder, name), 0o755);
}

const wanted = [
  { name: 'Present', probe: ['lp-present', 'x'], packages: ['lp-a'] },
  { name: 'Absent', probe: ['lp-absent'], packages: ['lp-b', 'lp-c'] },
] as const;

describe('ensurePrograms', () => {
  it('does nothing where all are there', async () => {
    program('lp-present', 'exit 0');
    expect(await ensurePrograms(wanted.slice(0, 1), true)).toEqual({ missing: [], output: '' });
  });

  it('says what to install where it may not', async () => {
    program('lp-present', 'exit 0');
    const { missing, output } = await ensurePrograms(wanted, false);
    expect(missing).toEqual(['Absent']);
    expect(output).toContain('apt-get install lp-b lp-c');
  });

  it('installs the packages of those that are missing, and of those that cannot do what is asked', async () => {
    program('lp-present', 'exit 1');
    program(
      'apt-get',
      `echo "$@" >> ${folder}/log; printf '#!/bin/sh' > ${folder}/lp-absent; chmod +x ${folder}/lp-absent`,
    );
    const { missing, output } = await ensurePrograms(wanted, true);
    expect(missing).toEqual(['Present']);
    expect(output).toContain('Missing: Present, Absent');
    const said = readFileSync(join(folder, 'log'), 'utf8').trim().split('\n');
    expect(said).toEqual(['update --quiet', expect.stringMatching(/^install .* lp-a lp-b lp-c$/)]);
  });
});
