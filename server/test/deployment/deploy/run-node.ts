import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { connect } from 'node:net';

/** Runs a line of code in a Node of its own. @returns Its exit code. */
export async function runNode(code: string): Promise<number> {
  const child = spawn(process.execPath, ['-e', code], { stdio: 'ignore', env: {} });
  const [exitCode] = (await once(child, 'exit')) as [number | null];
  return exitCode ?? 137;
}

/** Whether a port of this machine takes connections. */
export function isListening(port: number): Promise<boolean> {
  const socket = connect(port, '127.0.0.1');
  return once(socket, 'connect').then(
    () => {
      socket.destroy();
      return true;
    },
    () => false,
  );
}
