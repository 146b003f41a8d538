import * as http from 'node:http';
import * as https from 'node:https';

/** An answer, with each header as often as it came. */
export interface RawAnswer {
  readonly status: number;
  readonly headers: http.IncomingHttpHeaders;
  /** All values of a header, in order. */
  all(name: string): string[];
  readonly text: string;
}

/** What to send. */
export interface RawRequest {
  readonly method?: string;
  readonly headers?: http.OutgoingHttpHeaders;
  readonly body?: string | Buffer;
  /** Address of this machine that it comes from, as `127.0.0.9`. */
  readonly from?: string;
}

/**
 * Sends a request whose path is left as it is, on a connection of its own: `fetch` would tidy dot segments, join headers
 * and follow nothing less.
 *
 * @param origin As `https://127.0.0.1:40123`.
 */
export function rawRequest(origin: string, path: string, request: RawRequest = {}): Promise<RawAnswer> {
  const { method = 'GET', headers = {}, body, from } = request;
  const { protocol, hostname, port } = new URL(origin);
  return new Promise((resolve, reject) => {
    const outgoing = (protocol === 'https:' ? https : http).request(
      {
        hostname,
        port,
        path,
        method,
        headers,
        agent: false,
        // By its address, whatever the Host header says.
        servername: '',
        ...(from === undefined ? {} : { localAddress: from }),
      },
      (incoming) => {
        let text = '';
        incoming.setEncoding('utf8').on('data', (chunk: string) => {
          text += chunk;
        });
        incoming.once('error', reject);
        incoming.once('end', () =>
          resolve({
            status: incoming.statusCode ?? 0,
            headers: incoming.headers,
            all: (name) => incoming.headersDistinct[name] ?? [],
            text,
          }),
        );
      },
    );
    outgoing.once('error', reject);
    outgoing.end(body);
  });
}
