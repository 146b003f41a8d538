import { accessSync, constants } from 'node:fs';
import { delimiter, join } from 'node:path';
import { runCommand } from './run-command.ts';

const NAMES = ['chromium', 'chromium-browser', 'google-chrome', 'google-chrome-stable'];
const OUTSIDE_PATH = ['/Applications/Google Chrome.app/Contents/MacOS/Google Chrome'];

/** Whether there is a Chromium to test with, and what was done to get one. */
export interface ChromiumResult {
  /** Path of the program, or null. */
  readonly path: string | null;
  /** For the person who runs the check. */
  readonly output: string;
}

/**
 * Finds Chromium (`CHROME_PATH`, then the usual names) or installs it by apt, with `zbar-tools` for the second opinion
 * on the QR code.
 *
 * @param mayInstall Whether this process may use apt; default: it is root.
 * @param elsewhere Where it may be beside `PATH`; default: where macOS has it.
 */
export async function ensureChromium(
  mayInstall = process.getuid?.() === 0,
  elsewhere: readonly string[] = OUTSIDE_PATH,
): Promise<ChromiumResult> {
  const found = findChromium(elsewhere);
  if (found !== null) return { path: found, output: found };
  const advice =
    'Chromium is missing. Install it (Debian: apt-get install chromium) or name it in CHROME_PATH.\n';
  if (!mayInstall) return { path: null, output: advice };
  const options = {
    cwd: '/',
    timeoutSeconds: 240,
    env: { DEBIAN_FRONTEND: 'noninteractive' },
  };
  const update = await runCommand('apt-get', ['update', '--quiet'], options);
  const install = (name: string) =>
    runCommand('apt-get', ['install', '--yes', '--quiet', '--no-install-recommends', name], options);
  const chromium = await install('chromium');
  await install('zbar-tools'); // best effort: without it one decoder is enough
  const path = findChromium(elsewhere);
  return { path, output: path ?? update.output + chromium.output + advice };
}

function findChromium(elsewhere: readonly string[]): string | null {
  const folders = (process.env['PATH'] ?? '').split(delimiter);
  const named = process.env['CHROME_PATH'];
  const usual = folders.flatMap((folder) => NAMES.map((name) => join(folder, name)));
  return [...(named === undefined ? [] : [named]), ...usual, ...elsewhere].find(isProgram) ?? null;
}

function isProgram(path: string): boolean {
  try {
    accessSync(path, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}
