import { backoffMs } from './backoff.ts';
import type { Link } from './checkout-state.ts';
import { type Clock, pageClock, pause } from './clock.ts';
import { CheckoutError } from './errors.ts';
import { readEventStream } from './event-stream.ts';
import type { FollowHandlers, FollowPayment, PaymentStream } from './follow-payment.ts';
import { type Payment, parsePayment } from './payment.ts';
import type { PaymentApi } from './payment-api.ts';

/** Streams that may still be opened. */
export interface StreamSlots {
  free: number;
}

/** What a stream is built on. */
export interface PaymentStreamOptions {
  readonly server: URL;
  /** Reads where there is no stream. */
  readonly api: Pick<PaymentApi, 'getPayment'>;
  readonly fetch?: typeof fetch;
  readonly clock?: Clock;
  /** Uniform in [0, 1), for jitter. */
  readonly random?: () => number;
  /** Default: three for the whole page, because HTTP/1.1 has six connections for it. */
  readonly slots?: StreamSlots;
}

const pageSlots: StreamSlots = { free: 3 };

const RECONNECT_MS = { first: 1_000, factor: 2, longest: 30_000 };
const POLL_MS = { first: 2_000, factor: 1.5, longest: 15_000 };
/** A page in the background gives up its stream after the first, and then polls at the second. */
const HIDDEN_MS = 10_000;
const HIDDEN_POLL_MS = 15_000;
/** After a refusal (429), or where no event comes through, the stream is left alone for at least so long. */
const REFUSED_MS = 60_000;
/** After so many failures in a row the next reads are polls: perhaps only the stream is broken. */
const FAILURES_BEFORE_POLLING = 3;
const BROKEN_MS = 30_000;
/** A stream without a byte for so long has missed a heartbeat, and is opened anew when the page comes back. */
const STALE_MS = 20_000;
/** Makes the follower of the payments of one server: SSE over fetch, or polling where that cannot be. */
export function createPaymentStream(options: PaymentStreamOptions): FollowPayment {
  const complete = {
    fetch: (...args: Parameters<typeof fetch>) => fetch(...args),
    clock: pageClock,
    random: Math.random,
    slots: pageSlots,
    ...options,
  };
  return (id, clientSecret, handlers) => {
    const follower = new Follower(complete, id, clientSecret, handlers);
    void follower.run();
    return follower;
  };
}

class Follower implements PaymentStream {
  readonly #options: Required<PaymentStreamOptions>;
  readonly #id: string;
  readonly #clientSecret: string;
  readonly #handlers: FollowHandlers;

  readonly #end = new AbortController();
  /** The stream under way, if any. */
  #stream: AbortController | null = null;
  #lastBytesAtMs = 0;
  #streamNotBeforeMs = 0;
  #failures = 0;
  #polls = 0;
  #isReading = false;
  #isResting = false;
  #wake = () => {};
  #disarmRest = () => {};

  constructor(
    options: Required<PaymentStreamOptions>,
    id: string,
    clientSecret: string,
    handlers: FollowHandlers,
  ) {
    this.#options = options;
    this.#id = id;
    this.#clientSecret = clientSecret;
    this.#handlers = handlers;
  }

  async run(): Promise<void> {
    while (!this.#isOver) {
      const delayMs = await (this.#mayStream ? this.#streamOnce() : this.#pollOnce());
      if (!this.#isOver) await this.#pause(delayMs);
    }
  }

  nudge(): void {
    this.#failures = 0;
    this.#polls = 0;
    this.#wake();
    if (!this.#stream) return;
    if (this.#now - this.#lastBytesAtMs > STALE_MS) this.#stream.abort();
    else void this.#readBeside(this.#stream);
  }

  setHidden(hidden: boolean): void {
    this.#disarmRest();
    if (hidden && !this.#isOver) {
      this.#disarmRest = this.#options.clock.after(HIDDEN_MS, () => {
        this.#isResting = true;
        this.#stream?.abort();
      });
    } else {
      this.#isResting = false;
      this.nudge();
    }
  }

  stop(): void {
    this.#end.abort();
    this.#stream?.abort();
    this.#disarmRest();
    this.#wake();
  }

  get #isOver(): boolean {
    return this.#end.signal.aborted;
  }

  get #now(): number {
    return this.#options.clock.now();
  }

  get #mayStream(): boolean {
    return !this.#isResting && this.#options.slots.free > 0 && this.#now >= this.#streamNotBeforeMs;
  }

  /** Reads one connection to its end; the answer is the pause after it, in ms. */
  async #streamOnce(): Promise<number> {
    const { server, fetch, clock, slots } = this.#options;
    const stream = new AbortController();
    this.#stream = stream;
    slots.free--;
    this.#lastBytesAtMs = this.#now;
    try {
      const retryMs = await readEventStream({
        url: new URL(`v1/payments/${encodeURIComponent(this.#id)}/events`, server),
        clientSecret: this.#clientSecret,
        fetch,
        clock,
        signal: stream.signal,
        onEvent: ({ type, data }) => {
          if (type === 'payment') this.#deliver(parsePayment(JSON.parse(data)), 'live');
        },
        onBytes: () => {
          this.#lastBytesAtMs = this.#now;
        },
      });
      // The server spreads its clients by this hint, so it is obeyed as it is, once.
      return retryMs === null ? this.#fail() : this.#announce(retryMs);
    } catch (error) {
      return stream.signal.aborted ? 0 : this.#failStream(error);
    } finally {
      slots.free++;
      this.#stream = null;
    }
  }

  async #pollOnce(): Promise<number> {
    const delayMs = () => backoffMs(POLL_MS, this.#polls++, this.#options.random);
    try {
      this.#deliver(await this.#read(), 'polling');
      return this.#isResting ? HIDDEN_POLL_MS : delayMs();
    } catch (error) {
      return Math.max(delayMs(), this.#fail(error));
    }
  }

  /** A stream may be dead without knowing it, so what it has to say is asked for as well. */
  async #readBeside(stream: AbortController): Promise<void> {
    if (this.#isReading) return;
    this.#isReading = true;
    try {
      this.#deliver(await this.#read());
    } catch (error) {
      if (['network', 'timeout'].includes(toCheckoutError(error).code)) stream.abort();
    } finally {
      this.#isReading = false;
    }
  }

  #read(): Promise<Payment> {
    return this.#options.api.getPayment(this.#id, this.#clientSecret, this.#end.signal);
  }

  #deliver(payment: Payment, link?: Link): void {
    if (this.#isOver) return;
    this.#failures = 0;
    if (link) this.#handlers.onLink(link);
    if (payment.status === 'settled') this.stop();
    this.#handlers.onPayment(payment);
  }

  #failStream(error: unknown): number {
    const { code, retryAfterSeconds } = toCheckoutError(error);
    if (code === 'rate_limited' || code === 'timeout') {
      this.#streamNotBeforeMs = this.#now + Math.max(REFUSED_MS, (retryAfterSeconds ?? 0) * 1000);
      this.#polls = 0;
      return backoffMs(POLL_MS, this.#polls++, this.#options.random);
    }
    const delayMs = this.#fail(error);
    if (this.#failures >= FAILURES_BEFORE_POLLING) this.#streamNotBeforeMs = this.#now + BROKEN_MS;
    return delayMs;
  }

  /** Pause after a failure, in ms; one for good ends everything. */
  #fail(error?: unknown): number {
    if (this.#isOver) return 0;
    const { retryable, retryAfterSeconds } = toCheckoutError(error);
    if (!retryable) {
      this.stop();
      this.#handlers.onError(toCheckoutError(error));
    }
    const delayMs = backoffMs(RECONNECT_MS, this.#failures++, this.#options.random);
    return this.#announce(Math.max(delayMs, (retryAfterSeconds ?? 0) * 1000));
  }

  #announce(delayMs: number): number {
    if (!this.#isOver) this.#handlers.onLink('reconnecting');
    return delayMs;
  }

  /** Waits, or until it is woken. */
  async #pause(delayMs: number): Promise<void> {
    const sleep = new AbortController();
    this.#wake = () => sleep.abort();
    await pause(this.#options.clock, delayMs, sleep.signal).catch(() => {});
  }
}

function toCheckoutError(error: unknown): CheckoutError {
  return error instanceof CheckoutError
    ? error
    : new CheckoutError('network', { retryable: true, cause: error });
}
