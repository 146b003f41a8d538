import { once } from 'node:events';
import type { IncomingHttpHeaders, IncomingMessage } from 'node:http';
import { connect } from 'node:http2';
import * as https from 'node:https';
import type { Readable } from 'node:stream';
import type { Edge } from './nginx-rig.ts';

/** The event stream of a payment, as a page reads it. */
export interface EdgeStream {
  readonly headers: IncomingHttpHeaders;
  /** Waits until it holds this. @throws Error where it ends before. */
  until(pattern: RegExp): Promise<void>;
  /** The waits that it told, milliseconds. */
  retries(): number[];
  isOver(): boolean;
  /** When it is over: true where its end was told, false where the connection broke. */
  readonly ended: Promise<boolean>;
  close(): void;
}

/** How to connect. */
export interface EdgeStreamOptions {
  /** Address of this machine that it comes from: nginx and servers hold how much one address has open. */
  readonly from?: string;
  /** Default: HTTP/1.1. */
  readonly http2?: boolean;
}

interface Opened {
  readonly headers: IncomingHttpHeaders;
  readonly body: Readable;
  readonly close: () => void;
}

/** Opens a stream, willing to take it compressed. @throws Error where it is refused. */
export async function openEdgeStream(
  edge: Pick<Edge, 'httpsUrl' | 'certificate'>,
  payment: { readonly id: string; readonly clientSecret: string },
  options: EdgeStreamOptions = {},
): Promise<EdgeStream> {
  const path = `/v1/payments/${payment.id}/events`;
  const headers = { authorization: `Bearer ${payment.clientSecret}`, 'accept-encoding': 'gzip, br' };
  const open = options.http2 ? overHttp2 : overHttp1;
  const opened = await open(edge, path, headers, options.from ?? '127.0.0.1');
  const { body } = opened;
  const waiting = new Set<() => void>();
  const wakeAll = () => {
    for (const wake of waiting) wake();
  };
  let text = '';
  let isTold = false;
  body.setEncoding('utf8');
  body.on('data', (chunk: string) => {
    text += chunk;
    wakeAll();
  });
  body.once('end', () => {
    isTold = true;
  });
  body.once('error', () => undefined);
  const ended = new Promise<boolean>((resolve) => {
    body.once('close', () => {
      resolve(isTold);
      wakeAll();
    });
  });
  return {
    headers: opened.headers,
    async until(pattern) {
      while (!pattern.test(text)) {
        if (body.closed) throw new Error(`the stream ended after: ${text}`);
        const { promise, resolve } = Promise.withResolvers<void>();
        waiting.add(resolve);
        await promise;
        waiting.delete(resolve);
      }
    },
    retries: () => [...text.matchAll(/^retry: (\d+)$/gm)].map(([, ms]) => Number(ms)),
    isOver: () => body.closed,
    ended,
    close: opened.close,
  };
}

type Open = (
  edge: Pick<Edge, 'httpsUrl' | 'certificate'>,
  path: string,
  headers: Record<string, string>,
  from: string,
) => Promise<Opened>;

const overHttp1: Open = async ({ httpsUrl, certificate }, path, headers, from) => {
  const request = https.get(httpsUrl + path, { headers, ca: certificate, agent: false, localAddress: from });
  const [answer] = (await once(request, 'response')) as [IncomingMessage]; // as the event is documented
  if (answer.statusCode !== 200) throw new Error(`the stream answered ${answer.statusCode}`);
  return { headers: answer.headers, body: answer, close: () => answer.destroy() };
};

const overHttp2: Open = async ({ httpsUrl, certificate }, path, headers) => {
  const session = connect(httpsUrl, { ca: certificate });
  const body = session.request({ ...headers, ':path': path });
  const [answered] = (await once(body, 'response')) as [IncomingHttpHeaders]; // as the event is documented
  if (Number(answered[':status']) !== 200) throw new Error(`the stream answered ${answered[':status']}`);
  return { headers: answered, body, close: () => session.destroy() };
};
