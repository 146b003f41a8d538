import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, readdir, rm, stat, utimes, writeFile } from 'node:fs/promises';
import { hostname, tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { lockFolder } from './lock-file.ts';

const HOLDER = join(import.meta.dirname, '../../test/homes/lock-holder.ts');
let folder: string;
let children: ChildProcess[] = [];
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'lightning-pay-lock-'));
});
afterEach(async () => {
  await Promise.all(children.map((child) => end(child, 'SIGKILL')));
  children = [];
  await rm(folder, { recursive: true });
});

/** Starts a process that takes the folder. @returns The process and what it said. */
async function holder(): Promise<{ child: ChildProcess; said: string }> {
  const child = spawn(process.execPath, [HOLDER, folder], { stdio: ['ignore', 'pipe', 'inherit'] });
  children.push(child);
  const [said] = (await once(createInterface({ input: child.stdout }), 'line')) as [string];
  return { child, said };
}

async function end(child: ChildProcess, signal: NodeJS.Signals): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const gone = once(child, 'exit');
  child.kill(signal);
  await gone;
}

const take = (staleMs = 60_000) => lockFolder(folder, 1_000, staleMs);
const files = async () => (await readdir(folder)).sort();

describe('lockFolder', { timeout: 20_000 }, () => {
  it('keeps a second process out, and names the first', async () => {
    const { child, said } = await holder();
    expect(said).toBe('held');
    await expect(take()).rejects.toThrow(`${folder} is in use by process ${child.pid} `);
    expect((await holder()).said).toMatch(/^refused .* is in use by process/);
    expect(await files()).toEqual(['lightning-pay.1.lock']);
  });

  it('lets the next one in once the first has ended', async () => {
    const { child } = await holder();
    await end(child, 'SIGTERM');
    expect(await files()).toEqual([]);
    expect((await holder()).said).toBe('held');
  });

  it('takes over what a killed process left, and clears it away', async () => {
    const { child } = await holder();
    await end(child, 'SIGKILL');
    expect(await files()).toEqual(['lightning-pay.1.lock']);
    const lock = await take();
    expect(await files()).toEqual(['lightning-pay.2.lock']);
    expect((await holder()).said).toMatch(/^refused/);
    await lock.release();
    expect(await files()).toEqual([]);
  });

  it('does not take a later process with the same number for the holder', async () => {
    const { child } = await holder();
    const left = JSON.stringify({ pid: child.pid, host: hostname(), startedAt: 'x' });
    await end(child, 'SIGTERM');
    await writeFile(join(folder, 'lightning-pay.1.lock'), left.replace(`${child.pid}`, `${process.pid}`));
    await expect(take()).resolves.toBeDefined();
  });

  it('lets in at most one of many that come at once', async () => {
    const said = (await Promise.all(Array.from({ length: 4 }, holder))).map((one) => one.said);
    expect(said.filter((line) => line === 'held').length).toBeLessThanOrEqual(1);
  });

  it.each([
    ['another machine', JSON.stringify({ pid: 1, host: 'another', startedAt: 'x' }), /process 1 on another/],
    ['a process that has not written it yet', '', /a process that is starting/],
  ])('trusts the lock of %s as long as it is fresh', async (_, text, message) => {
    const path = join(folder, 'lightning-pay.7.lock');
    await writeFile(path, text);
    await expect(take()).rejects.toThrow(message);
    const longAgo = new Date(Date.now() - 61_000);
    await utimes(path, longAgo, longAgo);
    await take();
    expect(await files()).toEqual(['lightning-pay.8.lock']);
  });

  it('is kept fresh by its holder', async () => {
    const lock = await lockFolder(folder, 10, 60_000);
    const path = join(folder, 'lightning-pay.1.lock');
    const longAgo = new Date(0);
    await utimes(path, longAgo, longAgo);
    await expect.poll(async () => (await stat(path)).mtimeMs).toBeGreaterThan(Date.now() - 10_000);
    await lock.release();
  });
});
