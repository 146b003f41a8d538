import { runInNewContext } from 'node:vm';

/**
 * Runs a line of code as `node -e` would, without the time that a Node of its own takes to start. Ends when the code calls
 * `process.exit`.
 *
 * @returns The exit code.
 */
export function runCode(code: string): Promise<number> {
  return new Promise((resolve) => {
    runInNewContext(code, { fetch, AbortSignal, process: { exit: resolve } });
  });
}
