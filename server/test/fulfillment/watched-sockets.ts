import { subscribe, unsubscribe } from 'node:diagnostics_channel';
import type { Socket } from 'node:net';

// @see https://nodejs.org/api/diagnostics_channel.html (net.client.socket)
const CHANNEL = 'net.client.socket';

/** The connections that this process makes itself. */
export interface WatchedSockets {
  /** Every socket that was made, oldest first: what it read is counted by Node. */
  readonly sockets: readonly Socket[];
  /** Addresses that a connection was begun to, as `127.0.0.1:80`. */
  readonly attempts: readonly string[];
  stop(): void;
}

/** Watches until `stop`. */
export function watchSockets(): WatchedSockets {
  const sockets: Socket[] = [];
  const attempts: string[] = [];
  const onSocket = (message: unknown) => {
    const { socket } = message as { socket: Socket };
    sockets.push(socket);
    socket.on('connectionAttempt', (address: string, port: number) => attempts.push(`${address}:${port}`));
  };
  subscribe(CHANNEL, onSocket);
  return { sockets, attempts, stop: () => unsubscribe(CHANNEL, onSocket) };
}
