import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { connect } from 'node:net';
import { createInterface } from 'node:readline';

/** A server to which no connection comes about: as a container that is gone, it neither takes nor refuses one. */
export interface SilentServer {
  readonly url: string;
  end(): Promise<void>;
}

const LISTEN = `require('node:net').createServer().listen({ port: 0, host: '127.0.0.1', backlog: 1 },
  function () { console.log(this.address().port) })`;

/** Starts one: a process that is stopped, and whose queue of connections is full, so that the kernel says nothing. */
export async function startSilentServer(): Promise<SilentServer> {
  const child = spawn(process.execPath, ['-e', LISTEN], { stdio: ['ignore', 'pipe', 'inherit'] });
  const [line] = (await once(createInterface({ input: child.stdout }), 'line')) as [string]; // as the event is documented
  const port = Number(line);
  child.kill('SIGSTOP');
  const queue = Array.from({ length: 4 }, () => connect(port, '127.0.0.1').on('error', () => undefined));
  // As many as the queue holds, and the one that Linux takes beyond.
  await Promise.all(queue.slice(0, 2).map((socket) => once(socket, 'connect')));
  return {
    url: `http://127.0.0.1:${port}`,
    async end() {
      for (const socket of queue) socket.destroy();
      const ended = once(child, 'exit');
      child.kill('SIGKILL');
      await ended;
    },
  };
}
