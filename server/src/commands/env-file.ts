import { randomBytes } from 'node:crypto';
import { chmod, chown, open, readFile, realpath, rename, rm, stat } from 'node:fs/promises';

/** A setting as it stands in a file: perhaps exported, perhaps with blanks around. */
const NAME = /^\s*(?:export\s+)?([A-Za-z_]\w*)\s*=/;

/** What every reader of such files takes without quotes. */
const PLAIN = /^[\w.:/,@%+=-]*$/;

/**
 * Puts settings into the text of an env file. Each stands once afterwards, in the place of the first line that had it, or
 * at the end; every other line stays as it is.
 *
 * @returns The new text, with a line end at its end.
 * @throws RangeError for a value that no env file can hold on one line: with a quote or a line end.
 */
export function withSettings(text: string, settings: ReadonlyMap<string, string>): string {
  const lines = text === '' ? [] : text.replace(/\r?\n$/, '').split('\n');
  const left = new Map(settings);
  const kept = lines.flatMap((line) => {
    const name = NAME.exec(line)?.[1] ?? '';
    const value = settings.get(name);
    if (value === undefined) return [line];
    // Said twice, the last would count.
    if (!left.delete(name)) return [];
    return [`${name}=${quoted(value)}`];
  });
  const added = [...left].map(([name, value]) => `${name}=${quoted(value)}`);
  return `${[...kept, ...added].join('\n')}\n`;
}

/**
 * Reads an env file.
 *
 * @returns An empty text where there is none yet.
 */
export async function readEnvFile(path: string): Promise<string> {
  try {
    return await readFile(path, 'utf8');
  } catch (error) {
    if (codeOf(error) === 'ENOENT') return '';
    throw error;
  }
}

/**
 * Replaces an env file at one stroke, readable by its owner alone. A file that is mounted by itself cannot be replaced,
 * nor one in a folder that may not be written to: that one is written in place.
 *
 * @param replace Moves the new file over the old one.
 */
export async function writeEnvFile(path: string, text: string, replace = rename): Promise<void> {
  const target = await realpath(path).catch(() => path);
  const before = await stat(target).catch(() => null);
  const beside = `${target}.${randomBytes(6).toString('hex')}`;
  try {
    await writeWhole(beside, text, 'wx');
    // Run as root, it stays its owner's.
    if (before !== null) await chown(beside, before.uid, before.gid).catch(() => {});
    await replace(beside, target);
  } catch (error) {
    await rm(beside, { force: true }).catch(() => {});
    if (before === null || !IN_PLACE.has(codeOf(error))) throw error;
    await chmod(target, 0o600);
    await writeWhole(target, text, 'r+');
  }
}

/** Why a file beside it cannot be made or take its place, although the file itself may be written to. */
const IN_PLACE: ReadonlySet<string> = new Set(['EBUSY', 'EXDEV', 'EROFS', 'EACCES', 'EPERM']);

async function writeWhole(path: string, text: string, flag: 'wx' | 'r+'): Promise<void> {
  const bytes = Buffer.from(text);
  const file = await open(path, flag, 0o600);
  try {
    await file.write(bytes, 0, bytes.length, 0);
    await file.truncate(bytes.length);
    await file.sync();
  } finally {
    await file.close();
  }
}

function quoted(value: string): string {
  if (PLAIN.test(value)) return value;
  if (/['\r\n]/.test(value)) throw new RangeError('a value with a quote or a line end cannot be written');
  return `'${value}'`;
}

function codeOf(error: unknown): string {
  return error instanceof Error && 'code' in error ? String(error.code) : '';
}
