import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { reportOf, tallyBrowser } from './browser-report.ts';
import { runCommand } from './run-command.ts';
import { tallyVitest } from './vitest-report.ts';

let folder: string;
beforeAll(() => {
  // Inside the workspace, so that the planted tests find vitest.
  folder = mkdtempSync(join(import.meta.dirname, 'planted-'));
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

/** Runs real vitest on planted tests and counts. */
async function vitestTally(name: string, body: string) {
  writeFileSync(join(folder, `${name}.test.ts`), `import { describe, expect, it } from 'vitest';\n${body}\n`);
  const report = join(folder, `${name}.json`);
  const args = ['run', '--root', folder, `${name}.test.ts`, '--reporter=json', `--outputFile.json=${report}`];
  const { exitCode } = await runCommand('vitest', args, { cwd: folder, timeoutSeconds: 60 });
  return tallyVitest(report, exitCode);
}

describe('tallyVitest', { timeout: 60_000 }, () => {
  it('counts a good run and keeps its titles', async () => {
    const body = "describe('suite', () => { it('F1 holds', () => { expect(1).toBe(1); }); });";
    expect(await vitestTally('good', body)).toEqual({
      passed: 1,
      failed: 0,
      titles: ['F1 holds'],
      problems: [],
    });
  });

  it.each([
    ['a failed test', "it('no', () => { expect(1).toBe(2); }); it('yes', () => {});", 1, 1],
    ['a skipped test', "it.skip('no', () => {}); it('yes', () => {});", 1, 1],
    ['a test to be written', "it.todo('no'); it('yes', () => {});", 1, 1],
    ['a file that cannot be loaded', "throw new Error('broken');", 0, 1],
    ['a file without tests', '', 0, 1],
    ['an error after the tests', "it('yes', () => { Promise.reject(new Error('stray')); });", 1, 1],
  ])('sees %s', async (name, body, passed, failed) => {
    expect(await vitestTally(name.replaceAll(' ', '-'), body)).toMatchObject({ passed, failed });
  });

  it.each([
    ['a missing report', null],
    ['half a report', '{'],
    ['another report', '{}'],
  ])('takes %s as a failure', (_, text) => {
    const file = join(tmpdir(), `lightning-pay-report-${process.pid}.json`);
    rmSync(file, { force: true });
    if (text !== null) writeFileSync(file, text);
    expect(tallyVitest(file, 0)).toMatchObject({ passed: 0, failed: 1 });
    rmSync(file, { force: true });
  });
});

describe('tallyBrowser', () => {
  it('counts tests and broken files', () => {
    const file = join(folder, 'browser.json');
    const tests = [
      { title: 'opens', outcome: 'passed' },
      { title: 'closes', outcome: 'failed' },
    ];
    writeFileSync(file, JSON.stringify({ tests, brokenFiles: ['a.test.ts'] }));
    expect(tallyBrowser(file, 1)).toMatchObject({ passed: 1, failed: 2, titles: ['opens'] });
  });

  it('takes a missing report as a failure', () => {
    expect(tallyBrowser(join(folder, 'none.json'), 0)).toMatchObject({ passed: 0, failed: 1 });
  });
});

describe('reportOf', () => {
  const suite = (...tests: [name: string, passed: boolean, skipped: boolean][]) => ({
    tests: tests.map(([name, passed, skipped]) => ({ name, passed, skipped })),
    suites: [],
  });

  it('flattens suites and tells passed, failed and skipped apart', () => {
    const testResults = {
      tests: [],
      suites: [suite(['opens', true, false], ['later', true, true]), suite(['fails', false, false])],
    };
    expect(reportOf([{ testFile: 'a.test.ts', passed: false, testResults }])).toEqual({
      tests: [
        { title: 'opens', outcome: 'passed' },
        { title: 'later', outcome: 'skipped' },
        { title: 'fails', outcome: 'failed' },
      ],
      brokenFiles: [],
    });
  });

  it('names files that could not be loaded, hold no test, or failed outside of their tests', () => {
    const sessions = [
      { testFile: 'unloaded.test.ts', passed: false },
      { testFile: 'empty.test.ts', passed: true, testResults: suite() },
      { testFile: 'stray.test.ts', passed: false, testResults: suite(['opens', true, false]) },
      { testFile: 'good.test.ts', passed: true, testResults: suite(['opens', true, false]) },
    ];
    expect(reportOf(sessions).brokenFiles).toEqual(['unloaded.test.ts', 'empty.test.ts', 'stray.test.ts']);
  });
});

describe('runCommand', () => {
  const run = (program: string, timeoutSeconds = 30) =>
    runCommand('node', ['--eval', program], { cwd: folder, timeoutSeconds });

  it('gives exit code and output', async () => {
    const { exitCode, output } = await run("console.log('out'); console.error('err'); process.exit(3)");
    expect(exitCode).toBe(3);
    expect(output).toContain('out');
    expect(output).toContain('err');
  });

  it('kills what takes too long, with what it started', async () => {
    const server =
      "require('http').createServer().listen(0, function () { console.log('port', this.address().port); })";
    const program = `require('child_process').spawn(process.execPath, ['--eval', ${JSON.stringify(server)}], { stdio: 'inherit' });`;
    const { exitCode, output } = await run(`${program} setInterval(() => {}, 1000)`, 3);
    expect(exitCode).toBeNull();
    expect(output).toContain('killed: it took more than 3 s');
    const port = /port (\d+)/.exec(output)?.[1];
    expect(port).toBeDefined();
    await expect(fetch(`http://127.0.0.1:${port}`)).rejects.toThrow('fetch failed');
  });

  it('says what cannot be started', async () => {
    const { exitCode, output } = await runCommand('no-such-program', [], { cwd: folder, timeoutSeconds: 5 });
    expect(exitCode).toBeNull();
    expect(output).toContain('no-such-program cannot be started');
  });
});
