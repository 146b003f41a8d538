import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { startProcess } from './child-process.ts';

function program(source: string): string {
  const file = join(mkdtempSync(join(tmpdir(), 'program-')), 'program.mjs');
  writeFileSync(file, source);
  return file;
}

describe('startProcess', () => {
  it('tells how a program ended, with its last lines of both outputs', async () => {
    const process = startProcess(
      'x',
      program(`for (let i = 1; i <= 30; i++) console.log(i); console.error('no'); process.exitCode = 3;`),
      {},
    );
    expect(await process.ended).toBe('exit code 3');
    expect(process.lastLines()).toHaveLength(20);
    expect(process.lastLines()).toContain('30');
    expect(process.lastLines()).toContain('no');
  });

  it('gives the program its own variables, and of ours PATH alone', async () => {
    const process = startProcess('x', program('console.log(Object.keys(process.env).sort().join())'), {
      A: '1',
    });
    await process.ended;
    expect(process.lastLines()).toEqual(['A,PATH']);
  });

  it('stops a program by SIGTERM', async () => {
    const process = startProcess('x', program('setInterval(() => {}, 1000)'), {});
    await process.stop(60_000);
    expect(await process.ended).toBe('SIGTERM');
  });

  it('kills a program that does not stop', async () => {
    const process = startProcess(
      'x',
      program(`process.on('SIGTERM', () => {}); setInterval(() => {}, 1000); console.log('deaf');`),
      {},
    );
    await expect.poll(process.lastLines).toEqual(['deaf']);
    await process.stop(10);
    expect(await process.ended).toBe('SIGKILL');
  });

  it('kills a program without asking it', async () => {
    const process = startProcess(
      'x',
      program(`process.on('SIGTERM', () => {}); setInterval(() => {}, 1000);`),
      {},
    );
    process.kill();
    expect(await process.ended).toBe('SIGKILL');
  });

  it('has nothing to stop once the program ended', async () => {
    const process = startProcess('x', program(''), {});
    await process.ended;
    await expect(process.stop(60_000)).resolves.toBeUndefined();
  });
});
