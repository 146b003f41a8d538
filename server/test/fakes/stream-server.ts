import { createServer, type ServerResponse } from 'node:http';
import { type AddressInfo, connect, type Socket } from 'node:net';

/** A server on a socket of its own, whose one handler the test sets. */
export interface StreamServer {
  readonly url: string;
  /** Called with each response before anything was written. */
  onRequest(handler: (outgoing: ServerResponse) => void): void;
  /** Opens a stream and keeps what comes. */
  open(): Promise<StreamReader>;
  /** Sends a request and reads nothing of its answer. */
  openUnread(): Promise<Socket>;
  close(): Promise<void>;
}

/** One open stream, read as it comes. */
export interface StreamReader {
  /** What came until now. */
  readonly text: string;
  /** Waits until the text holds this. */
  until(part: string): Promise<void>;
  /** The whole text, once the server ended the stream. */
  readonly ended: Promise<string>;
  /** Goes away. */
  leave(): void;
}

/** Listens on a free loopback port. */
export async function streamServer(): Promise<StreamServer> {
  let handle: (outgoing: ServerResponse) => void = (outgoing) => outgoing.end();
  const server = createServer((_, outgoing) => handle(outgoing));
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  // Safe: a server that listens on TCP has an AddressInfo.
  const { port } = server.address() as AddressInfo;
  const url = `http://127.0.0.1:${port}`;
  return {
    url,
    onRequest(handler) {
      handle = handler;
    },
    async open() {
      const leaving = new AbortController();
      const response = await fetch(url, { signal: leaving.signal });
      return reader(response, leaving);
    },
    openUnread() {
      return new Promise((resolve) => {
        const socket = connect(port, '127.0.0.1', () => {
          socket.pause();
          socket.on('error', () => undefined);
          socket.write('GET / HTTP/1.1\r\nHost: localhost\r\n\r\n', () => resolve(socket));
        });
      });
    },
    close() {
      server.closeAllConnections();
      return new Promise((resolve) => server.close(() => resolve()));
    },
  };
}

function reader(response: Response, leaving: AbortController): StreamReader {
  let text = '';
  const waiting = new Set<() => void>();
  const read = async () => {
    for await (const chunk of (response.body ?? new ReadableStream()).pipeThrough(new TextDecoderStream())) {
      text += chunk;
      for (const look of waiting) look();
    }
    return text;
  };
  const ended = read();
  // Leaving makes it fail; a test that waits for the end still sees that.
  ended.catch(() => undefined);
  return {
    get text() {
      return text;
    },
    ended,
    leave: () => leaving.abort(),
    until: (part) =>
      new Promise((resolve) => {
        const look = () => {
          if (!text.includes(part)) return;
          waiting.delete(look);
          resolve();
        };
        waiting.add(look);
        look();
      }),
  };
}
