import { once } from 'node:events';
import { connect, type Socket } from 'node:net';

/** A client that writes what it likes on its own socket. */
export interface RawClient {
  readonly socket: Socket;
  /** What the server sent until now. */
  readonly text: () => string;
  /** Waits until the server has closed the connection. @returns Milliseconds since it was opened. */
  readonly closed: Promise<number>;
}

/** Connects to a server's port on this machine. */
export async function rawClient(serverUrl: string): Promise<RawClient> {
  const { port } = new URL(serverUrl);
  const socket = connect(Number(port), '127.0.0.1');
  await once(socket, 'connect');
  const openedMs = performance.now();
  let text = '';
  socket.on('data', (chunk) => {
    text += chunk.toString();
  });
  socket.on('error', () => undefined); // writing on after the server has cut it
  const closed = new Promise<number>((resolve) => {
    socket.once('close', () => resolve(performance.now() - openedMs));
  });
  return { socket, text: () => text, closed };
}

/** Writes one piece every few milliseconds until the connection is closed. */
export function drip(client: RawClient, piece: string, everyMs: number): void {
  const timer = setInterval(() => client.socket.write(piece), everyMs);
  client.closed.finally(() => clearInterval(timer));
}
