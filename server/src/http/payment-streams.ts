import type { ServerResponse } from 'node:http';
import type { Payment } from '../payments/payment.ts';
import type { Clock, Feed, Random } from '../payments/ports.ts';
import { toWire } from './payment-view.ts';

/** Bytes that a reader may leave unread before its stream is closed. */
const MOST_UNREAD_BYTES = 64 * 1024;

/** What the streams stand on. */
export interface PaymentStreamsDeps {
  readonly feed: Feed;
  readonly clock: Clock;
  readonly random: Random;
  /** Streams open at once; one more is refused. */
  readonly maxStreams: number;
  readonly timings: {
    readonly streamHeartbeatMs: number;
    readonly streamMaxMs: number;
    readonly streamRetryMs: number;
    readonly shutdownRetryMinMs: number;
    readonly shutdownRetryMaxMs: number;
  };
}

/** The open event streams of this process. */
export interface PaymentStreams {
  readonly size: number;
  readonly full: boolean;
  /** Sends the whole payment, and each later version of it, until it is settled. The head must not be sent yet. */
  open(outgoing: ServerResponse, payment: Payment): void;
  /** Sends each stream a `retry:` of its own, so that the pages come back spread out, and ends them all. */
  closeAll(): void;
}

interface OpenStream {
  readonly outgoing: ServerResponse;
  readonly endsAtMs: number;
  readonly unsubscribe: () => void;
}

/**
 * Builds the streams. They are written on the raw response: one socket, one subscription and one entry each, and one
 * timer for all of them.
 *
 * @see https://html.spec.whatwg.org/multipage/server-sent-events.html
 */
export function createPaymentStreams(deps: PaymentStreamsDeps): PaymentStreams {
  const { feed, clock, random, timings } = deps;
  const streams = new Set<OpenStream>();
  let heartbeat: ReturnType<typeof setInterval> | null = null;

  function beat(): void {
    const nowMs = clock.now();
    for (const stream of streams) {
      if (stream.endsAtMs <= nowMs) stream.outgoing.end();
      else write(stream.outgoing, ':\n\n');
    }
  }

  function forget(stream: OpenStream): void {
    stream.unsubscribe();
    streams.delete(stream);
    if (streams.size === 0 && heartbeat !== null) {
      clearInterval(heartbeat);
      heartbeat = null;
    }
  }

  return {
    get size() {
      return streams.size;
    },
    get full() {
      return streams.size >= deps.maxStreams;
    },
    open(outgoing, payment) {
      // The page went away while the ledger was asked: its `close` is over, and nobody would forget the stream.
      if (outgoing.destroyed) return;
      outgoing.socket?.setNoDelay(true);
      write(outgoing, `retry: ${timings.streamRetryMs}\n\n${message(payment, clock.now())}`);
      if (payment.status === 'settled') {
        outgoing.end();
        return;
      }
      const stream: OpenStream = {
        outgoing,
        endsAtMs: clock.now() + timings.streamMaxMs * (0.9 + 0.2 * fraction(random)),
        unsubscribe: feed.subscribe(payment.id, payment.version, (newer) => {
          write(outgoing, message(newer, clock.now()));
          if (newer.status === 'settled') outgoing.end();
        }),
      };
      streams.add(stream);
      heartbeat ??= setInterval(beat, timings.streamHeartbeatMs);
      outgoing.once('close', () => forget(stream));
      outgoing.once('error', () => outgoing.destroy());
    },
    closeAll() {
      const spanMs = timings.shutdownRetryMaxMs - timings.shutdownRetryMinMs;
      for (const { outgoing } of streams) {
        const retryMs = timings.shutdownRetryMinMs + Math.floor(spanMs * fraction(random));
        outgoing.end(`retry: ${retryMs}\n\n`);
      }
    },
  };
}

function message(payment: Payment, nowMs: number): string {
  return `event: payment\nid: ${payment.version}\ndata: ${JSON.stringify(toWire(payment, nowMs))}\n\n`;
}

function write(outgoing: ServerResponse, chunk: string): void {
  const unread = outgoing.writableLength + Buffer.byteLength(chunk);
  if (unread > MOST_UNREAD_BYTES) outgoing.destroy();
  else if (!outgoing.writableEnded) outgoing.write(chunk);
}

/** @returns At least 0, below 1. */
function fraction(random: Random): number {
  const [high = 0, low = 0] = random.bytes(2);
  return (high * 256 + low) / 65_536;
}
