import type { Payment } from '../../src/payment.ts';

/** Payments as the tests want to see them: really signed invoices, made where Node is. */
export interface Fixtures {
  /** As a creation answers it, with its secret. */
  readonly fresh: Payment;
  readonly awaiting: Payment;
  readonly settled: Payment;
  /** With another invoice. */
  readonly renewed: Payment;
  /** Public key of the node that signs the invoices. */
  readonly nodeId: string;
}

/** The fixtures that the test runner serves. */
export const fixtures: Fixtures = await fetch('/fixtures.json').then((answer) => answer.json());

/** What a server says instead of a payment. */
interface Problem {
  readonly status: number;
  readonly code: string;
  readonly title?: string;
  readonly detail?: string;
}

/** A payment, no answer at all, no connection, or a problem. */
type FakeAnswer = Payment | 'hold' | 'unreachable' | Problem;

/** The payment server, in the place of a window's `fetch`. */
export class FakeServer {
  /** Idempotency keys, one for each creation. */
  readonly created: string[] = [];
  /** Origins that creations were sent to, one for each. */
  readonly origins: string[] = [];
  /** Reads of the payment beside the streams. */
  reads = 0;
  /** Renewals that were asked for. */
  renewals = 0;
  /** Streams that are open. */
  openStreams = 0;
  /** What a creation answers, and a read before anything was pushed; `hold` never does. */
  answer: FakeAnswer = fixtures.fresh;
  /** What a stream says first: what was pushed since the last creation or renewal. */
  pushed: Payment | null = null;
  /** What a renewal answers. */
  renewal: FakeAnswer = fixtures.renewed;
  /** Whether it mails receipts. */
  mail = false;
  /** What it says to the wish for one; null: it is on its way. */
  mailAnswer: Problem | 'hold' | 'unreachable' | null = null;
  /** Wishes that came: secret and address. */
  readonly mailed: string[] = [];
  readonly #streams = new Set<ReadableStreamDefaultController<Uint8Array>>();
  readonly #window: Pick<Window, 'fetch'>;
  readonly #fetch: typeof fetch;

  constructor(target: Pick<Window, 'fetch'> = window) {
    this.#window = target;
    this.#fetch = target.fetch;
    target.fetch = (input, init) =>
      String(input).includes('/v1/')
        ? this.#handle(String(input), init ?? {})
        : this.#fetch.call(target, input, init);
  }

  /** Tells all open streams of a payment, and those that are opened later. */
  push(payment: Payment): void {
    this.pushed = payment;
    for (const stream of this.#streams) stream.enqueue(event(payment));
  }

  /** Gives the window its own `fetch` back. */
  remove(): void {
    this.#window.fetch = this.#fetch;
  }

  async #handle(url: string, { method, headers, body, signal }: RequestInit): Promise<Response> {
    if (url.endsWith('/receipt-email')) {
      this.mailed.push(`${new Headers(headers).get('Authorization')} ${body}`);
      return this.mailAnswer
        ? answerWith(this.mailAnswer, 202, signal)
        : Response.json({ queued: true }, { status: 202 });
    }
    if (method === 'POST') this.pushed = null;
    if (url.endsWith('/renew')) {
      this.renewals++;
      return answerWith(this.renewal, 200, signal);
    }
    if (method === 'POST') {
      this.origins.push(new URL(url, location.href).origin);
      this.created.push(new Headers(headers).get('Idempotency-Key') ?? '');
      return answerWith(this.answer, 201, signal);
    }
    if (url.endsWith('/events')) return this.#stream(signal);
    if (url.endsWith('/v1/config'))
      return Response.json({
        currencies: [{ code: 'USD', min: '20.00', max: '100.00' }],
        mail: this.mail,
      });
    this.reads++;
    return answerWith(this.pushed ?? this.answer, 200, signal);
  }

  #stream(signal: AbortSignal | null | undefined): Response {
    const streams = this.#streams;
    let own: ReadableStreamDefaultController<Uint8Array> | undefined;
    const end = () => {
      if (own && streams.delete(own)) this.openStreams--;
    };
    const body = new ReadableStream<Uint8Array>({
      start: (controller) => {
        own = controller;
        streams.add(controller);
        this.openStreams++;
        if (this.pushed) controller.enqueue(event(this.pushed));
      },
      cancel: end,
    });
    signal?.addEventListener('abort', () => {
      end();
      own?.error(signal.reason);
    });
    return new Response(body, { headers: { 'Content-Type': 'text/event-stream' } });
  }
}

function event(payment: Payment): Uint8Array<ArrayBuffer> {
  return new TextEncoder().encode(
    `event: payment\nid: ${payment.version}\ndata: ${JSON.stringify(payment)}\n\n`,
  );
}

function answerWith(
  answer: FakeAnswer,
  status: number,
  signal: AbortSignal | null | undefined,
): Response | Promise<Response> {
  if (answer === 'hold')
    return new Promise((_, reject) => signal?.addEventListener('abort', () => reject(signal.reason)));
  if (answer === 'unreachable') throw new TypeError('Failed to fetch');
  if ('id' in answer) return Response.json(answer, { status });
  return Response.json(answer, {
    status: answer.status,
    headers: { 'Content-Type': 'application/problem+json' },
  });
}
