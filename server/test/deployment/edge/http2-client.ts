import { once } from 'node:events';
import { connect, type IncomingHttpHeaders, type OutgoingHttpHeaders } from 'node:http2';
import type { Edge } from './nginx-rig.ts';

/** An answer over HTTP/2. */
export interface Http2Answer {
  readonly status: number;
  readonly headers: IncomingHttpHeaders;
  readonly text: string;
}

/** One connection, all requests on it. */
export interface Http2Client {
  /** @param headers `:path` and, for another method than GET, `:method` among them. */
  ask(headers: OutgoingHttpHeaders, body?: string): Promise<Http2Answer>;
  close(): void;
}

/** Opens a connection to the edge that speaks HTTP/2 and nothing else. */
export async function openHttp2({
  httpsUrl,
  certificate,
}: Pick<Edge, 'httpsUrl' | 'certificate'>): Promise<Http2Client> {
  const session = connect(httpsUrl, { ca: certificate });
  await once(session, 'connect');
  return {
    async ask(headers, body) {
      const stream = session.request(headers);
      stream.end(body);
      const [answered] = (await once(stream, 'response')) as [IncomingHttpHeaders]; // as the event is documented
      let text = '';
      for await (const chunk of stream.setEncoding('utf8')) text += chunk;
      return { status: Number(answered[':status']), headers: answered, text };
    },
    close: () => session.close(),
  };
}
