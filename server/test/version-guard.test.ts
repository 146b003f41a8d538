import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { rolldown } from 'rolldown';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import programs from '../rolldown.config.ts';
import { loadPageFiles } from '../src/http/hosted/page-files.ts';

let folder: string;

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'lightning-pay-dist-'));
  for (const { output, ...input } of [programs].flat()) {
    const build = await rolldown(input);
    await build.write({ ...[output].flat()[0], dir: folder });
    await build.close();
  }
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

/** Runs a built program, with nothing in its environment, on a Node that says it is of another version. */
function runOn(version: string, file: string) {
  const disguise = `Object.defineProperties(process, {
    version: { value: 'v${version}' }, versions: { value: { ...process.versions, node: '${version}' } } });`;
  const args = ['--import', `data:text/javascript,${encodeURIComponent(disguise)}`, join(folder, file)];
  const { status, stdout, stderr } = spawnSync(process.execPath, args, {
    env: {},
    encoding: 'utf8',
    timeout: 20_000,
  });
  return { status, stdout, stderr };
}

describe('the built programs', () => {
  it.each(['main.js', 'simulator.js'])('%s tells an older Node so in one line, and ends', (file) => {
    for (const version of ['20.20.2', '18.0.0', '23.9.0']) {
      expect(runOn(version, file)).toEqual({
        status: 1,
        stdout: '',
        stderr: `lightning-pay needs Node 24 or later, this is v${version}\n`,
      });
    }
  });

  it('carry the files of the hosted pages along', async () => {
    const files = await loadPageFiles(join(folder, 'http/hosted/files'));
    expect(files).toEqual(await loadPageFiles(join(import.meta.dirname, '../src/http/hosted/files')));
  });

  it.each(['24.0.0', '26.1.0'])('main.js goes on to load itself on Node %s', (version) => {
    // The packages cannot be found from a temporary folder: that it looks for them is the proof.
    expect(runOn(version, 'main.js').stderr).toContain('ERR_MODULE_NOT_FOUND');
  });
});
