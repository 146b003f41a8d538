import { connect } from 'node:net';

/**
 * Sends a request and reads the status of the answer while the body may still be on its way: a server that has heard
 * enough answers and closes, which `fetch` reports as a failure.
 *
 * @param headers Lines without their end; `Host` is added.
 */
export async function firstAnswer(
  url: string,
  request: { readonly line: string; readonly headers: readonly string[]; readonly body: string },
): Promise<number> {
  const { hostname, port, host } = new URL(url);
  const { promise, resolve, reject } = Promise.withResolvers<number>();
  const socket = connect(Number(port), hostname);
  socket.on('error', reject); // after the answer it changes nothing
  socket.once('data', (chunk) => resolve(Number(/^HTTP\/1\.1 (\d{3})/.exec(chunk.toString('latin1'))?.[1])));
  socket.write([request.line, `Host: ${host}`, ...request.headers, '', request.body].join('\r\n'));
  try {
    return await promise;
  } finally {
    socket.destroy();
  }
}
