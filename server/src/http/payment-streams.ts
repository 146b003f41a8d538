import type { ServerResponse } from 'node:http';
import type { Payment } from '../payments/payment.ts';
import type { Clock, Feed, Random } from '../payments/ports.ts';
import type { Receipts } from '../payments/signed-receipt.ts';
import { toWire } from './payment-view.ts';

/** Bytes that a reader may leave unread before its stream is closed. */
const MOST_UNREAD_BYTES = 64 * 1024;

/** What the streams stand on. */
export interface PaymentStreamsDeps {
  readonly feed: Feed;
  readonly clock: Clock;
  readonly random: Random;
  readonly receipts: Pick<Receipts, 'issue'>;
  /** Where customers reach this server, without a slash at the end. */
  readonly publicUrl: string;
  /** Streams open at once, of one client and in all, in this process: it is its sockets that run out. One more is refused. */
  readonly limits: { readonly streamsPerClient: number; readonly maxStreams: number };
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
  /** Whether one more stream of this client is too many. Streams that are open stay open. */
  fullFor(client: string): boolean;
  /**
   * Sends the whole payment, and each later version of it, until it is settled.
   *
   * @param outgoing Its head has been written, no byte of its body has.
   * @param client As `clientAddress` names it.
   */
  open(outgoing: ServerResponse, payment: Payment, client: string): void;
  /** Sends each stream a `retry:` of its own, so that the pages come back spread out, and ends them all. */
  closeAll(): void;
}

interface OpenStream {
  readonly outgoing: ServerResponse;
  readonly client: string;
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
  const { feed, clock, random, receipts, publicUrl, limits, timings } = deps;
  const streams = new Set<OpenStream>();
  const openOf = new Map<string, number>();
  let heartbeat: ReturnType<typeof setInterval> | null = null;

  function beat(): void {
    const nowMs = clock.now();
    for (const stream of streams) {
      if (stream.endsAtMs <= nowMs) stream.outgoing.end();
      else write(stream.outgoing, ':\n\n');
    }
  }

  const message = (payment: Payment, receipt: string | null) => {
    const data = JSON.stringify(toWire(payment, clock.now(), publicUrl, receipt));
    return `event: payment\nid: ${payment.version}\ndata: ${data}\n\n`;
  };

  /** Sends the last message: the one version with a receipt, which takes a moment to sign. */
  function finish(outgoing: ServerResponse, payment: Payment): void {
    receipts.issue(payment).then(
      (receipt) => {
        write(outgoing, message(payment, receipt));
        outgoing.end();
      },
      // The page asks again, by a request whose failure is logged.
      () => outgoing.destroy(),
    );
  }

  function forget(stream: OpenStream): void {
    if (!streams.delete(stream)) return;
    stream.unsubscribe();
    const left = (openOf.get(stream.client) ?? 0) - 1;
    if (left > 0) openOf.set(stream.client, left);
    else openOf.delete(stream.client);
    if (streams.size === 0 && heartbeat !== null) {
      clearInterval(heartbeat);
      heartbeat = null;
    }
  }

  return {
    get size() {
      return streams.size;
    },
    fullFor(client) {
      return streams.size >= limits.maxStreams || (openOf.get(client) ?? 0) >= limits.streamsPerClient;
    },
    open(outgoing, payment, client) {
      // The page went away while the ledger was asked: its `close` is over, and nobody would forget the stream.
      if (outgoing.destroyed) return;
      outgoing.socket?.setNoDelay(true);
      const retry = `retry: ${timings.streamRetryMs}\n\n`;
      if (payment.status === 'settled') {
        write(outgoing, retry);
        finish(outgoing, payment);
        return;
      }
      write(outgoing, `${retry}${message(payment, null)}`);
      const stream: OpenStream = {
        outgoing,
        client,
        endsAtMs: clock.now() + timings.streamMaxMs * (0.9 + 0.2 * fraction(random)),
        unsubscribe: feed.subscribe(payment.id, payment.version, (newer) => {
          if (newer.status !== 'settled') write(outgoing, message(newer, null));
          else {
            // Before its receipt is signed: nothing else may end it, nor come after it.
            forget(stream);
            finish(outgoing, newer);
          }
        }),
      };
      streams.add(stream);
      openOf.set(client, (openOf.get(client) ?? 0) + 1);
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

function write(outgoing: ServerResponse, chunk: string): void {
  // The page left while its receipt was signed.
  if (outgoing.destroyed || outgoing.writableEnded) return;
  const unread = outgoing.writableLength + Buffer.byteLength(chunk);
  if (unread > MOST_UNREAD_BYTES) outgoing.destroy();
  else outgoing.write(chunk);
}

/** @returns At least 0, below 1. */
function fraction(random: Random): number {
  const [high = 0, low = 0] = random.bytes(2);
  return (high * 256 + low) / 65_536;
}
