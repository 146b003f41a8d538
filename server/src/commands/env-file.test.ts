import { chmod, mkdtemp, readdir, readFile, rm, stat, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseEnv } from 'node:util';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { readEnvFile, withSettings, writeEnvFile } from './env-file.ts';

const set = (text: string, settings: Record<string, string>) =>
  withSettings(text, new Map(Object.entries(settings)));

describe('withSettings', () => {
  it.each<[string, string, Record<string, string>, string]>([
    ['an empty file', '', { A: '1', B: '2' }, 'A=1\nB=2\n'],
    ['a file without a last line end', 'X=1', { A: '1' }, 'X=1\nA=1\n'],
    ['a line in its place', 'A=old\nX=1\n', { A: 'new' }, 'A=new\nX=1\n'],
    ['an empty one', 'A=\nX=1\n', { A: 'new' }, 'A=new\nX=1\n'],
    ['an exported one with blanks', '  export A = "old"\n', { A: 'new' }, 'A=new\n'],
    ['one that is said twice', 'A=1\nX=1\nA=2\n', { A: 'new' }, 'A=new\nX=1\n'],
    [
      'comments and lines that are no settings',
      '# A=1\n\nnonsense\n',
      { A: 'new' },
      '# A=1\n\nnonsense\nA=new\n',
    ],
    ['names that begin alike', 'AB=1\nA_B=2\n', { A: 'new' }, 'AB=1\nA_B=2\nA=new\n'],
    ['line ends of Windows in other lines', 'X=1\r\nA=1\r\n', { A: 'new' }, 'X=1\r\nA=new\n'],
    ['nothing to set', 'X=1\n', {}, 'X=1\n'],
  ])('of %s', (_, text, settings, expected) => {
    expect(set(text, settings)).toBe(expected);
    expect(set(expected, settings)).toBe(expected);
  });

  it('writes values so that they are read back as they are', () => {
    const values = { URL: 'https://a.example:1/b', LIST: 'a,b', ODD: 'a#b "c" $D \\e' };
    expect(parseEnv(set('', values))).toEqual(values);
    expect(() => set('', { A: "it's" })).toThrow(RangeError);
    expect(() => set('', { A: 'a\nB=1' })).toThrow(RangeError);
  });
});

describe('writeEnvFile', () => {
  let folder: string;
  let path: string;
  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'lightning-pay-env-'));
    path = join(folder, '.env');
  });
  afterEach(() => rm(folder, { recursive: true }));
  const mode = async () => (await stat(path)).mode & 0o777;

  it('makes a file that its owner alone can read', async () => {
    expect(await readEnvFile(path)).toBe('');
    await writeEnvFile(path, 'A=1\n');
    expect([await readEnvFile(path), await mode()]).toEqual(['A=1\n', 0o600]);
  });

  it('puts a new file in the place of the old one, and leaves nothing beside it', async () => {
    await writeFile(path, 'A=a long value of before\n');
    await chmod(path, 0o644);
    const before = await stat(path);
    await writeEnvFile(path, 'A=1\n');
    expect([await readEnvFile(path), await mode(), await readdir(folder)]).toEqual([
      'A=1\n',
      0o600,
      ['.env'],
    ]);
    expect((await stat(path)).ino).not.toBe(before.ino);
  });

  it('writes in place where the file cannot be replaced, as one that is mounted by itself', async () => {
    await writeFile(path, 'A=a long value of before\n');
    await chmod(path, 0o644);
    const before = await stat(path);
    const busy = () => Promise.reject(Object.assign(new Error('busy'), { code: 'EBUSY' }));
    await writeEnvFile(path, 'A=1\n', busy);
    expect([await readEnvFile(path), await mode(), await readdir(folder)]).toEqual([
      'A=1\n',
      0o600,
      ['.env'],
    ]);
    expect((await stat(path)).ino).toBe(before.ino);
  });

  it('keeps the old file where the new one cannot be written whole', async () => {
    await writeFile(path, 'A=old\n');
    const full = () => Promise.reject(Object.assign(new Error('full'), { code: 'ENOSPC' }));
    await expect(writeEnvFile(path, 'A=1\n', full)).rejects.toThrow('full');
    expect([await readEnvFile(path), await readdir(folder)]).toEqual(['A=old\n', ['.env']]);
  });

  it('writes what a link points to', async () => {
    const real = join(folder, 'real.env');
    await writeFile(real, 'A=old\n');
    await symlink(real, path);
    await writeEnvFile(path, 'A=1\n');
    expect(await readFile(real, 'utf8')).toBe('A=1\n');
    expect((await readdir(folder)).sort()).toEqual(['.env', 'real.env']);
  });
});
