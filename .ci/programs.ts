import { runCommand } from './run-command.ts';

/** A program that tests run, and how it is got on a machine without it. */
export interface Program {
  /** For the person who runs the check. */
  readonly name: string;
  /** A command that ends well where the program is there, and can do what the tests ask of it. */
  readonly probe: readonly [string, ...string[]];
  /** Debian packages that bring it. */
  readonly packages: readonly string[];
}

/** What the blocks of the documents are run with. */
export const PROGRAMS: readonly Program[] = [
  { name: 'curl', probe: ['curl', '--version'], packages: ['curl'] },
  { name: 'jq', probe: ['jq', '--version'], packages: ['jq'] },
  { name: 'nginx', probe: ['/usr/sbin/nginx', '-v'], packages: ['nginx'] },
  { name: 'ShellCheck', probe: ['shellcheck', '--version'], packages: ['shellcheck'] },
  {
    name: 'OpenSSH and sudo',
    probe: ['sh', '-c', 'test -x /usr/sbin/sshd && ssh -V && sudo -V'],
    packages: ['openssh-server', 'openssh-client', 'sudo'],
  },
  { name: 'OpenSSL', probe: ['openssl', 'version'], packages: ['openssl'] },
  { name: 'Python 3', probe: ['python3', '-c', 'import sqlite3'], packages: ['python3'] },
  {
    name: 'PHP with SQLite',
    probe: ['php', '-r', 'new PDO("sqlite::memory:");'],
    packages: ['php-cli', 'php-sqlite3'],
  },
];

/** Whether all programs are there, and what was done to get them. */
export interface ProgramsResult {
  readonly missing: readonly string[];
  readonly output: string;
}

/**
 * Finds the programs, or installs the missing ones by apt.
 *
 * @param mayInstall Whether this process may use apt; default: it is root.
 */
export async function ensurePrograms(
  programs: readonly Program[] = PROGRAMS,
  mayInstall = process.getuid?.() === 0,
): Promise<ProgramsResult> {
  const lacking = await missingOf(programs);
  if (lacking.length === 0) return { missing: [], output: '' };
  const packages = lacking.flatMap((program) => program.packages);
  const advice = `Missing: ${namesOf(lacking).join(', ')}. Install it (Debian: apt-get install ${packages.join(' ')}).\n`;
  if (!mayInstall) return { missing: namesOf(lacking), output: advice };
  const apt = (...words: string[]) =>
    runCommand('apt-get', words, {
      cwd: '/',
      timeoutSeconds: 240,
      // In run level 1 no service is started, as nginx and sshd would be.
      env: { DEBIAN_FRONTEND: 'noninteractive', RUNLEVEL: '1' },
    });
  const update = await apt('update', '--quiet');
  const install = await apt('install', '--yes', '--quiet', '--no-install-recommends', ...packages);
  const still = namesOf(await missingOf(lacking));
  return { missing: still, output: still.length === 0 ? '' : update.output + install.output + advice };
}

async function missingOf(programs: readonly Program[]): Promise<Program[]> {
  const probes = await Promise.all(
    programs.map(({ probe: [command, ...args] }) =>
      runCommand(command, args, { cwd: '/', timeoutSeconds: 60 }),
    ),
  );
  return programs.filter((_, index) => probes[index]?.exitCode !== 0);
}

function namesOf(programs: readonly Program[]): string[] {
  return programs.map(({ name }) => name);
}
