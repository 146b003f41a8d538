import { describe, expect, it } from 'vitest';
import { flush } from '../test/fixtures/fake-clock.ts';
import { paymentEvent } from '../test/fixtures/fake-streams.ts';
import { payment, settledPayment } from '../test/fixtures/payments.ts';
import { follow, problem } from '../test/fixtures/stream-rig.ts';
import { CheckoutError } from './errors.ts';

describe('createPaymentStream', () => {
  describe('slots', () => {
    it('polls while three others have a stream, and takes the first that is free', async () => {
      const slots = { free: 0 };
      const { clock, server, told, stream } = follow({ slots });
      await clock.advance(2_000);
      expect([server.connections, told]).toEqual([0, ['polling', 'new 3', 'polling', 'new 3']]);
      slots.free = 1;
      await clock.advance(3_000);
      expect([server.connections, slots.free]).toEqual([1, 0]);
      stream.stop();
      await flush();
      expect(slots.free).toBe(1);
    });
  });

  describe('nudge', () => {
    it('reads at once beside a stream that seems alive, once however often it is called', async () => {
      const { clock, server, told, reads, state, stream } = follow();
      await clock.advance(0);
      server.last.send(paymentEvent(payment()));
      await clock.advance(1_000);
      state.now = settledPayment();
      stream.nudge();
      stream.nudge();
      await clock.advance(0);
      expect(told).toEqual(['live', 'new 3', 'settled 5']);
      expect([reads.length, server.last.isCut, clock.pending]).toEqual([1, true, 0]);
    });

    it('cuts a stream that cannot be reached beside it', async () => {
      const { clock, server, state, stream } = follow();
      await clock.advance(0);
      server.last.send(paymentEvent(payment()));
      await clock.advance(1_000);
      state.now = new CheckoutError('network', { retryable: true });
      stream.nudge();
      await clock.advance(0);
      await clock.advance(0);
      expect([server.streams[0]?.isCut, server.connections]).toEqual([true, 2]);
      stream.stop();
    });

    it('leaves a stream alone where only the reading was refused', async () => {
      const { clock, server, state, stream } = follow();
      await clock.advance(0);
      server.last.send(paymentEvent(payment()));
      await clock.advance(1_000);
      state.now = new CheckoutError('rate_limited', { retryable: true });
      stream.nudge();
      await clock.advance(1_000);
      expect([server.last.isCut, server.connections]).toEqual([false, 1]);
      stream.stop();
    });

    it('opens a stream anew that missed a heartbeat', async () => {
      const { clock, server, stream } = follow();
      await clock.advance(0);
      server.last.send(paymentEvent(payment()));
      await clock.advance(20_001);
      stream.nudge();
      await clock.advance(0);
      expect([server.streams[0]?.isCut, server.connections]).toEqual([true, 2]);
      stream.stop();
    });

    it('ends a pause, and the next failure is the first again', async () => {
      const { clock, server, state, stream } = follow({ answers: Array(4).fill(new TypeError('failed')) });
      state.now = new CheckoutError('network', { retryable: true });
      await clock.advance(1_000);
      stream.nudge();
      await flush();
      expect([server.connections, clock.nextMs]).toEqual([3, 1_000]);
      stream.stop();
    });
  });

  describe('setHidden', () => {
    it('gives up the stream after 10 s and polls every 15 s, until the page comes back', async () => {
      const { clock, server, reads, slots, stream } = follow();
      await clock.advance(0);
      server.last.send(paymentEvent(payment()));
      stream.setHidden(true);
      await clock.advance(9_999);
      expect(server.last.isCut).toBe(false);
      await clock.advance(1);
      expect([server.last.isCut, slots.free]).toEqual([true, 3]);
      await clock.advance(30_000);
      expect(reads.map(({ atMs }) => atMs)).toEqual([10_000, 25_000, 40_000]);
      stream.setHidden(false);
      await clock.advance(0);
      expect(server.connections).toBe(2);
      stream.stop();
    });

    it('keeps the stream where the page comes back sooner', async () => {
      const { clock, server, stream } = follow();
      await clock.advance(0);
      server.last.send(paymentEvent(payment()));
      stream.setHidden(true);
      await clock.advance(9_000);
      stream.setHidden(false);
      await clock.advance(10_000);
      expect([server.last.isCut, server.connections]).toEqual([false, 1]);
      stream.stop();
    });
  });

  describe('stop', () => {
    it.each([
      ['while it connects', ['never'], 0],
      ['while it is live', ['stream'], 0],
      ['while it pauses', [new TypeError('failed')], 500],
      ['while it polls', [problem(429, 'rate_limited')], 2_500],
    ] as const)('leaves nothing behind %s', async (_, answers, afterMs) => {
      const { clock, server, told, reads, slots, stream } = follow({ answers: [...answers] });
      stream.setHidden(true);
      await clock.advance(afterMs);
      stream.stop();
      await flush();
      expect([clock.pending, slots.free]).toEqual([0, 3]);
      stream.nudge();
      stream.setHidden(true);
      expect(clock.pending).toBe(0);
      const before = [told.length, reads.length, server.connections];
      await clock.advance(600_000);
      expect([told.length, reads.length, server.connections]).toEqual(before);
      expect([clock.pending, slots.free]).toEqual([0, 3]);
    });

    it('tells nothing of a read that was under way', async () => {
      const { clock, told, reads, stream } = follow({ slots: { free: 0 } });
      stream.stop();
      await clock.advance(0);
      expect(reads[0]?.signal.aborted).toBe(true);
      expect(told).toEqual([]);
    });
  });
});
