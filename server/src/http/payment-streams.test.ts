import { once } from 'node:events';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { type FakeClock, fakeClock, START_MS } from '../../test/fakes/clock.ts';
import { anInvoice, aPayment } from '../../test/fakes/payments.ts';
import { seededRandom } from '../../test/fakes/random.ts';
import { fakeReceipts } from '../../test/fakes/receipts.ts';
import { type StreamServer, streamServer } from '../../test/fakes/stream-server.ts';
import { createPaymentFeed, type PaymentFeed } from '../feed/payment-feed.ts';
import { TIMINGS } from '../timings.ts';
import { createPaymentStreams, type PaymentStreams } from './payment-streams.ts';

const PUBLIC_URL = 'https://pay.example.com';
const waiting = aPayment({ id: 'pay_1', version: 2 });
const processing = { ...waiting, status: 'processing' as const, version: 3 };
const settled = { ...waiting, status: 'settled' as const, version: 4, settledAtMs: START_MS };

let server: StreamServer;
let clock: FakeClock;
let feed: PaymentFeed;
let streams: PaymentStreams;
let receipts: typeof fakeReceipts;

const build = (
  random = seededRandom('streams'),
  few: { streamsPerClient?: number; maxStreams?: number } = {},
) =>
  createPaymentStreams({
    feed,
    clock,
    random,
    receipts,
    publicUrl: PUBLIC_URL,
    limits: { streamsPerClient: 100, maxStreams: 100, ...few },
    timings: TIMINGS,
  });
/** Time passes, and with it as many heartbeats as it holds. */
function pass(ms: number) {
  clock.advance(ms);
  vi.advanceTimersByTime(ms);
}
const sizeIs = (size: number) =>
  vi.waitFor(() => expect(streams.size).toBe(size), { interval: 5, timeout: 10_000 });
const gone = () => sizeIs(0);
/** Bytes of a random source that gives the same fraction for ever. */
const always = (byte: number) => ({ bytes: (length: number) => new Uint8Array(length).fill(byte) });

beforeEach(async () => {
  // Sockets keep their own time: only the heartbeat's timer is moved by hand.
  vi.useFakeTimers({ toFake: ['setInterval', 'clearInterval'] });
  server = await streamServer();
  clock = fakeClock();
  receipts = fakeReceipts;
  feed = createPaymentFeed({ changedSince: async () => [] });
  streams = build();
  server.onRequest((outgoing) => {
    outgoing.writeHead(200, { 'Content-Type': 'text/event-stream' });
    streams.open(outgoing, waiting, 'client');
  });
});
afterEach(async () => {
  await server.close();
  vi.useRealTimers();
});

describe('streams.open', () => {
  it('sends retry first, then the whole payment', async () => {
    const stream = await server.open();
    await stream.until('\n\nevent: payment\n');
    await stream.until('}\n\n');
    const [retry, message = ''] = stream.text.split('\n\n');
    const [event, id, data = ''] = message.split('\n');
    expect([retry, event, id]).toEqual(['retry: 1000', 'event: payment', 'id: 2']);
    expect(JSON.parse(data.slice('data: '.length))).toMatchObject({ id: 'pay_1', status: 'new', version: 2 });
  });

  it('sends nothing after settled, and is not told to come back, while the receipt is signed', async () => {
    const signed = Promise.withResolvers<string>();
    receipts = { ...fakeReceipts, issue: () => signed.promise };
    streams = build();
    const stream = await server.open();
    await stream.until('id: 2\n');
    feed.publish(settled);
    feed.publish({ ...settled, version: 5 });
    streams.closeAll();
    signed.resolve('eyJ.a.b');
    const text = await stream.ended;
    expect(text.match(/^(id|retry): \d+$/gm)).toEqual(['retry: 1000', 'id: 2', 'id: 4']);
    expect(text).toContain('"receipt":"eyJ.a.b"');
  });

  it.each([
    ['settles', waiting],
    ['was settled', settled],
  ])('writes nothing to a page that left while the receipt of what %s was signed', async (_, payment) => {
    const signed = Promise.withResolvers<string>();
    receipts = { ...fakeReceipts, issue: () => signed.promise };
    streams = build();
    const closed = Promise.withResolvers<void>();
    const late: unknown[] = [];
    server.onRequest((outgoing) => {
      outgoing.once('close', closed.resolve);
      outgoing.on('error', (error) => late.push(error));
      outgoing.writeHead(200);
      streams.open(outgoing, payment, 'client');
    });
    const stream = await server.open();
    await stream.until('retry: 1000\n');
    feed.publish(settled);
    stream.leave();
    await closed.promise;
    signed.resolve('eyJ.a.b');
    await gone();
    // What a write to a closed answer does, it does in the next tick.
    await new Promise((resolve) => setImmediate(resolve));
    expect(late).toEqual([]);
  });

  it('ends without settled where the receipt cannot be signed: the page asks again', async () => {
    receipts = { ...fakeReceipts, issue: () => Promise.reject(new Error('no entropy')) };
    streams = build();
    const stream = await server.open();
    await stream.until('id: 2\n');
    feed.publish(settled);
    await expect(stream.ended).rejects.toThrow();
    expect(stream.text).not.toContain('"status":"settled"');
    await gone();
  });

  it('sends each later version once, and ends after settled', async () => {
    const stream = await server.open();
    await stream.until('id: 2\n');
    for (const payment of [waiting, processing, processing, settled]) feed.publish(payment);
    const text = await stream.ended;
    expect(text.match(/^id: \d+$/gm)).toEqual(['id: 2', 'id: 3', 'id: 4']);
    expect(text).toContain('"status":"settled"');
    expect(text.match(/"receipt":[^,]+/g)).toEqual([
      '"receipt":null',
      '"receipt":null',
      '"receipt":"receipt of pay_1 at 4"',
    ]);
    await gone();
    expect([feed.size(), vi.getTimerCount()]).toEqual([0, 0]);
  });

  it('ends at once for a payment that is settled, and keeps nothing of it', async () => {
    server.onRequest((outgoing) => streams.open(outgoing, settled, 'client'));
    const text = await (await server.open()).ended;
    expect(text).toMatch(/^retry: 1000\n\nevent: payment\nid: 4\ndata: \{.*\}\n\n$/);
    expect([streams.size, feed.size(), vi.getTimerCount()]).toEqual([0, 0, 0]);
  });

  it('goes on after expired and invalid: such a payment may still settle', async () => {
    const stream = await server.open();
    feed.publish({ ...waiting, status: 'expired', version: 3 });
    feed.publish({ ...waiting, status: 'invalid', version: 4 });
    await stream.until('id: 4\n');
    expect(streams.size).toBe(1);
    feed.publish({ ...settled, version: 5 });
    expect(await stream.ended).toContain('id: 5\n');
  });

  it('keeps one line a field, whatever the texts hold', async () => {
    const odd = aPayment({ description: 'a\nevent: payment\ndata: {}\r\n\u2028', invoices: [anInvoice()] });
    server.onRequest((outgoing) => streams.open(outgoing, { ...odd, status: 'settled' }, 'client'));
    const text = await (await server.open()).ended;
    expect(text.split(/\r\n|\r|\n/).filter((line) => line.startsWith('data:'))).toHaveLength(1);
  });

  it('forgets a page that went away', async () => {
    const stream = await server.open();
    await stream.until('id: 2\n');
    expect([streams.size, feed.size()]).toEqual([1, 1]);
    stream.leave();
    await gone();
    expect([feed.size(), vi.getTimerCount()]).toEqual([0, 0]);
  });

  it('keeps nothing of a page that went away while the ledger was asked', async () => {
    const opened = new Promise<void>((resolve) => {
      server.onRequest((outgoing) => {
        // The ledger's answer comes after the page has gone.
        outgoing.once('close', () => {
          streams.open(outgoing, waiting, 'client');
          resolve();
        });
      });
    });
    const socket = await server.openUnread();
    socket.destroy();
    await opened;
    await gone();
    expect([feed.size(), vi.getTimerCount()]).toEqual([0, 0]);
  });
});

describe('the heartbeat', () => {
  it('is one comment to every stream, each time it is due', async () => {
    const both = await Promise.all([server.open(), server.open()]);
    expect(vi.getTimerCount()).toBe(1);
    for (let beats = 1; beats <= 3; beats += 1) {
      pass(TIMINGS.streamHeartbeatMs);
      for (const stream of both) await stream.until(`}\n\n${':\n\n'.repeat(beats)}`);
    }
    expect(both.map(({ text }) => text.endsWith(`}\n\n${':\n\n'.repeat(3)}`))).toEqual([true, true]);
  });

  it.each([
    ['the shortest', 0x00, 0.9],
    ['the longest', 0xff, 1.1],
  ])('ends a stream after %s life, half an hour and a tenth', async (_, byte, factor) => {
    streams = build(always(byte));
    const stream = await server.open();
    await stream.until('id: 2\n');
    pass(
      Math.floor((TIMINGS.streamMaxMs * factor) / TIMINGS.streamHeartbeatMs - 1) * TIMINGS.streamHeartbeatMs,
    );
    expect(streams.size).toBe(1);
    pass(TIMINGS.streamHeartbeatMs * 2);
    await stream.ended;
    await gone();
    expect(vi.getTimerCount()).toBe(0);
  });
});

describe('the limits of streams', () => {
  it('tell when no more may be opened', async () => {
    streams = build(seededRandom('few'), { maxStreams: 2 });
    const first = await server.open();
    expect(streams.fullFor('other')).toBe(false);
    await server.open();
    expect([streams.fullFor('other'), streams.size]).toEqual([true, 2]);
    first.leave();
    await sizeIs(1);
    expect(streams.fullFor('other')).toBe(false);
  });

  it('tell when one client may open no more, and others may', async () => {
    streams = build(seededRandom('few'), { streamsPerClient: 2 });
    const first = await server.open();
    await server.open();
    expect([streams.fullFor('client'), streams.fullFor('other')]).toEqual([true, false]);
    first.leave();
    await sizeIs(1);
    expect(streams.fullFor('client')).toBe(false);
  });

  it('cut a page that reads nothing, and no other', async () => {
    const reads = await server.open();
    await reads.until('id: 2\n');
    const other = { ...waiting, id: 'pay_2' };
    server.onRequest((outgoing) => streams.open(outgoing, other, 'client'));
    const socket = await server.openUnread();
    await sizeIs(2);
    const cut = once(socket, 'close');
    const description = 'x'.repeat(8_000_000);
    for (const version of [3, 4, 5]) feed.publish({ ...other, version, description });
    await sizeIs(1);
    socket.resume();
    await cut;
    feed.publish(settled);
    expect(await reads.ended).toContain('id: 4\n');
  });
});

describe('streams.closeAll', () => {
  it('ends each stream with a retry of its own, within bounds and spread over them', async () => {
    const all = await Promise.all(Array.from({ length: 40 }, () => server.open()));
    streams.closeAll();
    const texts = await Promise.all(all.map(({ ended }) => ended));
    const retries = texts.map((text) => Number(/\n\nretry: (\d+)\n\n$/.exec(text)?.[1]));
    for (const retryMs of retries) {
      expect(retryMs).toBeGreaterThanOrEqual(TIMINGS.shutdownRetryMinMs);
      expect(retryMs).toBeLessThanOrEqual(TIMINGS.shutdownRetryMaxMs);
    }
    const thirds = retries.map((retryMs) => Math.floor((retryMs - 1_000) / 4_667));
    expect(new Set(thirds).size).toBe(3);
    expect(new Set(retries).size).toBeGreaterThan(35);
    await gone();
    expect([feed.size(), vi.getTimerCount()]).toEqual([0, 0]);
  });

  it('bears streams that end at the same moment, and a second call', async () => {
    const [ending, open] = [await server.open(), await server.open()];
    await Promise.all([ending.until('id: 2\n'), open.until('id: 2\n')]);
    feed.publish(settled);
    streams.closeAll();
    streams.closeAll();
    for (const stream of [ending, open]) expect(await stream.ended).toContain('id: 4\n');
    await gone();
  });
});
