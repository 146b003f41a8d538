import { chmodSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { ensureChromium } from './chromium.ts';

let folder: string;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'lightning-pay-path-'));
  vi.stubEnv('PATH', folder);
  vi.stubEnv('CHROME_PATH', undefined);
});
afterEach(() => {
  vi.unstubAllEnvs();
  rmSync(folder, { recursive: true, force: true });
});

function program(name: string, script = ''): string {
  const path = join(folder, name);
  writeFileSync(path, `#!/bin/sh\n${script}\n`);
  chmodSync(path, 0o755);
  return path;
}

describe('ensureChromium', () => {
  it.each(['chromium', 'chromium-browser', 'google-chrome'])('finds %s', async (name) => {
    const path = program(name);
    expect(await ensureChromium(false, [])).toEqual({ path, output: path });
  });

  it('prefers what CHROME_PATH names, if that is a program', async () => {
    const found = program('chromium');
    const named = program('my-browser');
    vi.stubEnv('CHROME_PATH', named);
    expect(await ensureChromium(false, [])).toMatchObject({ path: named });
    vi.stubEnv('CHROME_PATH', join(folder, 'nothing'));
    expect(await ensureChromium(false, [])).toMatchObject({ path: found });
  });

  it('installs it where it may, after an update of the lists and without questions', async () => {
    const log = join(folder, 'log');
    const chromium = join(folder, 'chromium');
    program(
      'apt-get',
      `echo "$DEBIAN_FRONTEND $1" "$(eval echo \\\${$#})" >> ${log}
       case "$*" in *install*chromium) printf '#!/bin/sh\\n' > ${chromium}; /bin/chmod +x ${chromium};; esac`,
    );
    expect(await ensureChromium(true, [])).toEqual({ path: chromium, output: chromium });
    expect(readFileSync(log, 'utf8').trim().split('\n')).toEqual([
      'noninteractive update --quiet',
      'noninteractive install chromium',
      'noninteractive install zbar-tools',
    ]);
  });

  it.each([
    [false, ''],
    [true, 'no network'],
  ])('says what to install where it could not (may install: %s)', async (mayInstall, output) => {
    program('apt-get', `echo '${output}'; exit 100`);
    const result = await ensureChromium(mayInstall, []);
    expect(result.path).toBeNull();
    expect(result.output).toContain(output);
    expect(result.output).toContain('Chromium is missing. Install it');
  });
});
