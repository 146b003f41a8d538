import { spawn } from 'node:child_process';
import { delimiter, join } from 'node:path';

/** How a program ended. */
export interface CommandResult {
  /** Null where it was killed. */
  readonly exitCode: number | null;
  /** stdout and stderr as they came. */
  readonly output: string;
}

/** Where and for how long a program may run. */
export interface CommandOptions {
  readonly cwd: string;
  readonly timeoutSeconds: number;
  /** Beside the environment of this process. */
  readonly env?: Readonly<Record<string, string>>;
}

const root = join(import.meta.dirname, '..');

/**
 * Runs a program of the workspace (its `node_modules/.bin` comes first) to its end. At the time limit, and when this
 * process is told to stop, it is killed with all that it started: no server or browser stays behind.
 */
export function runCommand(
  command: string,
  args: readonly string[],
  options: CommandOptions,
): Promise<CommandResult> {
  const path = [join(options.cwd, 'node_modules/.bin'), join(root, 'node_modules/.bin'), process.env['PATH']];
  const child = spawn(command, args, {
    cwd: options.cwd,
    env: { ...process.env, ...options.env, PATH: path.join(delimiter), CI: 'true', NO_COLOR: '1' },
    stdio: ['ignore', 'pipe', 'pipe'],
    detached: true, // a process group of its own, to be killed as one
  });
  const chunks: Buffer[] = [];
  child.stdout.on('data', (chunk: Buffer) => chunks.push(chunk));
  child.stderr.on('data', (chunk: Buffer) => chunks.push(chunk));

  const killAll = () => {
    if (child.pid === undefined) return;
    try {
      process.kill(-child.pid, 'SIGKILL');
    } catch {
      // All of the group has ended already.
    }
  };
  const stop = () => {
    killAll();
    process.exit(1);
  };
  let note = '';
  const limit = setTimeout(() => {
    note = `\nkilled: it took more than ${options.timeoutSeconds} s\n`;
    killAll();
  }, options.timeoutSeconds * 1000);
  process.once('SIGINT', stop).once('SIGTERM', stop);

  return new Promise((resolve) => {
    const end = (exitCode: number | null, why = '') => {
      clearTimeout(limit);
      process.off('SIGINT', stop).off('SIGTERM', stop);
      killAll();
      resolve({ exitCode, output: Buffer.concat(chunks).toString() + note + why });
    };
    child.once('error', (error) => end(null, `\n${command} cannot be started: ${error.message}\n`));
    child.once('exit', (exitCode) => {
      // A grandchild may hold the pipes open for ever; what was written is read within a moment.
      const settle = setTimeout(() => end(exitCode), 1000);
      child.once('close', () => {
        clearTimeout(settle);
        end(exitCode);
      });
    });
  });
}
