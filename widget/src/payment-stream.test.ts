import { describe, expect, it, vi } from 'vitest';
import { paymentEvent } from '../test/fixtures/fake-streams.ts';
import { payment, settledPayment } from '../test/fixtures/payments.ts';
import { follow, problem } from '../test/fixtures/stream-rig.ts';
import { CheckoutError } from './errors.ts';

describe('createPaymentStream', () => {
  it('opens the stream of the payment, with the secret in a header', async () => {
    const { server, stream } = follow();
    expect(server.last.url).toBe('https://pay.example.com/v1/payments/pay_1/events');
    expect(server.last.headers.get('Authorization')).toBe('Bearer secret');
    stream.stop();
  });

  it('tells every payment, and that it is live', async () => {
    const { clock, server, told, stream } = follow();
    await clock.advance(0);
    server.last.send(`retry: 1000\n\n${paymentEvent(payment())}`);
    await clock.advance(0);
    server.last.send(`: heartbeat\n\nevent: other\ndata: 1\n\n`);
    server.last.send(paymentEvent(payment({ status: 'processing', version: 4 })));
    await clock.advance(0);
    expect(told).toEqual(['live', 'new 3', 'live', 'processing 4']);
    stream.stop();
  });

  it('puts characters together that were cut in the middle', async () => {
    const { clock, server, payments, stream } = follow();
    await clock.advance(0);
    const bytes = new TextEncoder().encode(paymentEvent(payment({ description: 'Två krukor ☕ 植木鉢' })));
    for (const byte of bytes) server.last.send(Uint8Array.of(byte));
    await clock.advance(0);
    await vi.waitFor(() => expect(payments[0]?.description).toBe('Två krukor ☕ 植木鉢'), {
      timeout: 10_000,
    });
    stream.stop();
  });

  it('ends after settled, and leaves nothing behind', async () => {
    const { clock, server, told, slots } = follow();
    await clock.advance(0);
    server.last.send(paymentEvent(settledPayment()));
    await clock.advance(0);
    expect(told).toEqual(['live', 'settled 5']);
    expect(server.last.isCut).toBe(true);
    expect([clock.pending, slots.free]).toEqual([0, 3]);
  });

  it('reconnects after 1 s, doubling to 30 s, while the network is gone', async () => {
    const { clock, server, told, state, reads, stream } = follow({
      answers: Array(99).fill(new TypeError('failed')),
    });
    state.now = new CheckoutError('network', { retryable: true });
    const pauses: number[] = [];
    for (let at = 0; at < 8; at++) {
      await clock.advance(0);
      pauses.push(clock.nextMs ?? 0);
      await clock.advance(clock.nextMs ?? 0);
    }
    expect(pauses).toEqual([1_000, 2_000, 4_000, 8_000, 16_000, 30_000, 30_000, 30_000]);
    expect(server.connections + reads.length).toBe(9);
    expect(new Set(told)).toEqual(new Set(['reconnecting']));
    stream.stop();
  });

  it.each([
    [0, 750],
    [0.999, 1249.5],
  ])('spreads its pauses by a quarter (%d)', async (random, pauseMs) => {
    const { clock, stream } = follow({ answers: [new TypeError('failed')], random: () => random });
    await clock.advance(0);
    expect(clock.nextMs).toBeCloseTo(pauseMs);
    stream.stop();
  });

  it('begins with 1 s again once it was live', async () => {
    const { clock, server, stream } = follow({ answers: [new TypeError('failed'), new TypeError('failed')] });
    await clock.advance(3_000);
    server.last.send(paymentEvent(payment()));
    await clock.advance(0);
    server.last.break();
    await clock.advance(0);
    expect(clock.nextMs).toBe(1_000);
    stream.stop();
  });

  it("obeys the server's retry once, exactly", async () => {
    const { clock, server, stream } = follow({
      answers: ['stream', new TypeError('failed')],
      random: () => 0,
    });
    await clock.advance(0);
    server.last.send(`retry: 1000\n\n${paymentEvent(payment())}`);
    server.last.send('retry: 12345\n\n');
    server.last.end();
    await clock.advance(0);
    expect(clock.nextMs).toBe(12_345);
    await clock.advance(12_345);
    expect(clock.nextMs).toBe(750);
    stream.stop();
  });

  it('takes a stream for dead after 40 s without a byte, not sooner', async () => {
    const { clock, server, told, stream } = follow();
    await clock.advance(0);
    server.last.send(paymentEvent(payment()));
    await clock.advance(39_999);
    server.last.send(':\n\n');
    await clock.advance(39_999);
    expect(server.last.isCut).toBe(false);
    await clock.advance(1);
    expect(server.streams[0]?.isCut).toBe(true);
    await clock.advance(1_000);
    expect(server.connections).toBe(2);
    expect(told).toEqual(['live', 'new 3', 'reconnecting']);
    stream.stop();
  });

  it('polls where no event comes through within 10 s, and tries the stream again a minute later', async () => {
    const { clock, server, told, reads, stream } = follow();
    await clock.advance(0);
    server.last.send('retry: 1000\n\n');
    await clock.advance(9_999);
    expect(server.last.isCut).toBe(false);
    await clock.advance(1);
    expect(server.last.isCut).toBe(true);
    await clock.advance(2_000);
    expect(told).toEqual(['polling', 'new 3']);
    await clock.advance(70_000);
    expect(server.connections).toBe(2);
    expect(reads.length).toBeGreaterThan(5);
    stream.stop();
  });

  it('polls after 429, first at 2 s and then less often, up to 15 s', async () => {
    const { clock, server, reads, stream } = follow({ answers: [problem(429, 'rate_limited')] });
    await clock.advance(59_999);
    const pauses = reads.map(({ atMs }, at) => atMs - (reads[at - 1]?.atMs ?? 0));
    expect(pauses).toEqual([2_000, 3_000, 4_500, 6_750, 10_125, 15_000, 15_000]);
    expect(server.connections).toBe(1);
    stream.stop();
  });

  it('leaves a refused stream alone for as long as the server asks', async () => {
    const { clock, server, stream } = follow({
      answers: [problem(429, 'rate_limited', { 'Retry-After': '120' })],
    });
    await clock.advance(119_000);
    expect(server.connections).toBe(1);
    await clock.advance(16_000);
    expect(server.connections).toBe(2);
    stream.stop();
  });

  it('obeys Retry-After of a poll', async () => {
    const { clock, reads, state, stream } = follow({ answers: [problem(429, 'rate_limited')] });
    state.now = new CheckoutError('rate_limited', { retryable: true, retryAfterSeconds: 25 });
    await clock.advance(26_999);
    expect(reads).toHaveLength(1);
    await clock.advance(1);
    expect(reads).toHaveLength(2);
    stream.stop();
  });

  it('backs off after 503, obeys its Retry-After, and recovers', async () => {
    const { clock, server, told, stream } = follow({
      answers: [problem(503, 'ledger_unavailable', { 'Retry-After': '7' })],
    });
    await clock.advance(6_999);
    expect(server.connections).toBe(1);
    await clock.advance(1);
    server.last.send(paymentEvent(payment()));
    await clock.advance(0);
    expect(told).toEqual(['reconnecting', 'live', 'new 3']);
    stream.stop();
  });

  it('polls after three failures of the stream, for perhaps only the stream is broken', async () => {
    const { clock, told, stream } = follow({ answers: Array(3).fill(problem(502, 'gateway_bad_answer')) });
    await clock.advance(7_000);
    expect(told).toEqual(['reconnecting', 'reconnecting', 'reconnecting', 'polling', 'new 3']);
    stream.stop();
  });

  it.each([
    [401, 'unauthorized'],
    [404, 'payment_not_found'],
  ])('stops for good after %d and says why', async (status, code) => {
    const { clock, server, told, slots } = follow({ answers: [problem(status, code)] });
    await clock.advance(600_000);
    expect(told).toEqual([expect.objectContaining({ code, retryable: false })]);
    expect([server.connections, clock.pending, slots.free]).toEqual([1, 0, 3]);
  });

  it('stops for good where a poll is answered by 404', async () => {
    const { clock, told, reads, state } = follow({ answers: [problem(429, 'rate_limited')] });
    state.now = new CheckoutError('payment_not_found');
    await clock.advance(600_000);
    expect(told).toEqual([state.now]);
    expect([reads.length, clock.pending]).toEqual([1, 0]);
  });

  it.each([
    ['JSON that is none', 'event: payment\ndata: {\n\n'],
    ['a payment that is none', 'event: payment\ndata: {}\n\n'],
  ])('connects anew after %s', async (_, text) => {
    const { clock, server, told, stream } = follow();
    await clock.advance(0);
    server.last.send(text);
    await clock.advance(1_000);
    expect([server.connections, told]).toEqual([2, ['reconnecting']]);
    expect(server.streams[0]?.isCut).toBe(true);
    stream.stop();
  });

  it('connects anew where the answer is no stream', async () => {
    const { clock, server, stream } = follow({ answers: [() => new Response('<p>Sign in</p>')] });
    await clock.advance(1_000);
    expect(server.connections).toBe(2);
    stream.stop();
  });
});
