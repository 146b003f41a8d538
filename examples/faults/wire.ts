import { createServer, type IncomingMessage, request, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

/** A request that came by. */
export interface Passed {
  readonly method: string;
  readonly path: string;
  /** What came back so far, as text. */
  body: string;
}

/** An answer in the server's place. */
export interface Refusal {
  readonly status: number;
  /** `code` of the problem; null for an answer without a word, as something in between would give. */
  readonly code: string | null;
}

/** What a page asks for: by the end of the path, and not by where it is asked. */
export type Kind = 'create' | 'read' | 'stream' | 'other';

/**
 * The wire between pages and the server, which can go wrong: HTTP/1.1, so that a browser has six connections. It counts
 * what comes by, and passes every byte on as it is, but where it was told otherwise.
 */
export class Wire {
  /** Everything that came by, in its order. */
  readonly passed: (Passed & { readonly kind: Kind })[] = [];
  /** Most streams that were open at once. */
  mostStreams = 0;
  #streams = 0;
  #refusals: Partial<Record<Kind, Refusal>> = {};
  #mute = new Set<ServerResponse>();
  readonly #open = new Set<ServerResponse>();
  readonly #target: string;
  readonly #server = createServer((from, to) => this.#pass(from, to));

  private constructor(target: string) {
    this.#target = target;
  }

  /** Starts one on a free loopback port. */
  static async start(target: string): Promise<Wire> {
    const wire = new Wire(target);
    await new Promise<void>((resolve) => wire.#server.listen(0, '127.0.0.1', resolve));
    return wire;
  }

  get url(): string {
    return `http://127.0.0.1:${(this.#server.address() as AddressInfo).port}`; // a TCP server: never a path
  }

  /** Streams that are open. */
  get streams(): number {
    return this.#streams;
  }

  /** How many requests of a kind came by. */
  count(kind: Kind): number {
    return this.passed.filter((one) => one.kind === kind).length;
  }

  /** Resets the connections of the streams that are open, nothing else. */
  cutStreams(): void {
    for (const response of this.#open) response.socket?.resetAndDestroy();
  }

  /** What is open now says nothing more, and nobody is told: a phone's connections after it slept. */
  silence(): void {
    this.#mute = new Set(this.#open);
  }

  /** Answers in the server's place from now on; `{}` ends it. */
  refuse(refusals: Partial<Record<Kind, Refusal>>): void {
    this.#refusals = refusals;
  }

  async close(): Promise<void> {
    const closed = new Promise((resolve) => this.#server.close(resolve));
    this.#server.closeAllConnections();
    await closed;
  }

  #pass(from: IncomingMessage, to: ServerResponse): void {
    const { method = '', url: path = '', headers } = from;
    const kind = kindOf(method, path);
    const passed = { method, path, kind, body: '' };
    this.passed.push(passed);
    const refusal = method === 'OPTIONS' ? undefined : this.#refusals[kind];
    if (refusal) {
      from.resume();
      answer(refusal, headers.origin ?? '*', to);
      return;
    }
    const onward = request(new URL(path, this.#target), { method, headers }, (back) => {
      if (kind === 'stream' && back.statusCode === 200) this.#countStream(to);
      to.writeHead(back.statusCode ?? 502, back.headers);
      back.on('data', (piece: Buffer) => {
        if (this.#mute.has(to)) return;
        passed.body += piece.toString('utf8');
        to.write(piece);
      });
      back.on('end', () => {
        if (!this.#mute.has(to)) to.end();
      });
      back.on('error', () => to.destroy());
    });
    onward.on('error', () => to.destroy());
    to.once('close', () => onward.destroy());
    from.pipe(onward);
  }

  #countStream(to: ServerResponse): void {
    this.#open.add(to);
    this.#streams += 1;
    this.mostStreams = Math.max(this.mostStreams, this.#streams);
    to.once('close', () => {
      this.#open.delete(to);
      this.#streams -= 1;
    });
  }
}

function kindOf(method: string, path: string): Kind {
  if (method === 'POST' && path === '/v1/payments') return 'create';
  if (method !== 'GET' || !path.startsWith('/v1/payments/')) return 'other';
  return path.endsWith('/events') ? 'stream' : 'read';
}

function answer({ status, code }: Refusal, origin: string, to: ServerResponse): void {
  to.writeHead(status, { 'Access-Control-Allow-Origin': origin, 'Content-Type': 'application/problem+json' });
  to.end(code === null ? '' : JSON.stringify({ type: 'about:blank', title: code, status, code }));
}

/** The payment that was made last, as its page was told of it. */
export function lastCreated({ passed }: Pick<Wire, 'passed'>): {
  readonly id: string;
  readonly bolt11: string;
} {
  const body = passed.findLast(({ kind }) => kind === 'create')?.body;
  const { id, invoice } = JSON.parse(body ?? '');
  return { id, bolt11: invoice.bolt11 };
}
