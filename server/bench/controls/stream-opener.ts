/**
 * Opens idle streams from a process of its own and holds them. Takes one message of `OpenerTask`, answers how many
 * streams are open once each of them said something.
 */
import { connect } from 'node:net';
import { inParallel } from '../in-parallel.ts';

/** Which streams are opened. */
export interface OpenerTask {
  readonly port: number;
  /** Path of each stream, with the value of its `Authorization` header, or an empty one. */
  readonly streams: readonly { readonly path: string; readonly authorization: string }[];
}

const AT_ONCE = 100;

process.on('message', (message) => {
  open(message as OpenerTask).then((count) => process.send?.(count)); // the bench sends nothing else
});
process.once('disconnect', () => process.exit());
console.log('ready');

async function open({ port, streams }: OpenerTask): Promise<number> {
  let opened = 0;
  await inParallel(streams.length, AT_ONCE, async (index) => {
    const { path = '', authorization = '' } = streams[index] ?? {};
    if (await openOne(port, path, authorization)) opened += 1;
  });
  return opened;
}

/** Settles with whether the stream said what every stream says first. */
function openOne(port: number, path: string, authorization: string): Promise<boolean> {
  const { promise, resolve } = Promise.withResolvers<boolean>();
  const socket = connect(port, '127.0.0.1');
  socket.write(
    `GET ${path} HTTP/1.1\r\nHost: 127.0.0.1:${port}\r\n${authorization && `Authorization: ${authorization}\r\n`}\r\n`,
  );
  socket.once('data', (chunk) => {
    resolve(chunk.toString('latin1').startsWith('HTTP/1.1 200'));
    socket.resume();
  });
  socket.once('error', () => resolve(false));
  socket.once('close', () => resolve(false));
  return promise;
}
