import { afterEach, describe, expect, it, vi } from 'vitest';
import { awaiting, CREATED, setUp } from '../test/fixtures/checkout-rig.ts';
import { flush } from '../test/fixtures/fake-clock.ts';
import { payment, settledPayment } from '../test/fixtures/payments.ts';
import { CheckoutError } from './errors.ts';

afterEach(() => {
  vi.restoreAllMocks();
});

describe('Checkout', () => {
  it('begins idle and asks for nothing by itself', async () => {
    const { checkout, keys, clock } = setUp();
    await clock.advance(60_000);
    expect([checkout.state.phase, keys.length]).toEqual(['idle', 0]);
  });

  it('creates, shows the invoice and follows the payment', async () => {
    const { checkout, keys, following, facts } = setUp();
    checkout.start();
    expect(checkout.state.phase).toBe('creating');
    await flush();
    expect(checkout.state).toMatchObject({ phase: 'awaiting', secondsLeft: 3600, secondsTotal: 3600 });
    expect(keys).toEqual([expect.stringMatching(/^[\w-]{22}$/)]);
    expect(following()).toMatchObject({ id: CREATED.id, clientSecret: 'secret' });
    expect(facts).toEqual(['created']);
  });

  it('shows nobody the secret', async () => {
    const { checkout } = await awaiting();
    expect(checkout.state.payment).toEqual(payment());
  });

  it('tells subscribers the state and the one before, until they leave', async () => {
    const { checkout } = setUp();
    const told: string[] = [];
    const leave = checkout.subscribe((state, previous) => told.push(`${previous.phase} ${state.phase}`));
    checkout.start();
    await flush();
    leave();
    checkout.reset();
    expect(told).toEqual(['idle creating', 'creating awaiting']);
  });

  it('goes from payment seen to settled, then leaves nothing behind', async () => {
    const { checkout, following, facts, clock } = await awaiting();
    following().onLink('live');
    following().onPayment(payment({ status: 'processing', version: 4, invoice: null }));
    expect(checkout.state).toMatchObject({ phase: 'processing', link: 'live' });
    following().onPayment(settledPayment());
    expect(checkout.state).toMatchObject({ phase: 'settled', link: 'none' });
    expect(facts).toEqual(['created', 'processing', 'settled']);
    expect([clock.pending, following().calls]).toEqual([0, ['stop']]);
  });

  it('needs no stream where the payment is settled when it is taken up', async () => {
    const { checkout, server, followings } = setUp();
    server.create = settledPayment({ clientSecret: 'secret' });
    checkout.start();
    await flush();
    expect([checkout.state.phase, followings.length]).toEqual(['settled', 0]);
  });

  it('stops a follower that told of the settlement before it was handed over', async () => {
    const stop = vi.fn();
    const { checkout, clock } = await awaiting({
      follow(_id, _secret, { onPayment }) {
        onPayment(settledPayment());
        return { nudge() {}, setHidden() {}, stop };
      },
    });
    expect([checkout.state.phase, stop.mock.calls.length, clock.pending]).toEqual(['settled', 1, 0]);
  });

  describe('one payment per intent', () => {
    it('is created once by two presses', async () => {
      const { checkout, keys } = setUp();
      checkout.start();
      checkout.start();
      await flush();
      checkout.start();
      await flush();
      expect(keys).toHaveLength(1);
    });

    it('is the same after close and start, without a call but the stream', async () => {
      const { checkout, keys, server, followings, facts } = await awaiting();
      checkout.close();
      checkout.start();
      await flush();
      expect([keys.length, server.reads, followings.length]).toEqual([1, 0, 2]);
      expect([checkout.state.phase, facts]).toEqual(['awaiting', ['created']]);
    });

    it('is read again by another checkout of the same intent', async () => {
      const { checkout, open, keys, server, following } = await awaiting();
      checkout.close();
      const again = open();
      again.start();
      expect(again.state.phase).toBe('creating');
      await flush();
      expect([again.state.phase, keys.length, server.reads]).toEqual(['awaiting', 1, 1]);
      expect(following().clientSecret).toBe('secret');
    });

    it('keeps its key where the answer was lost', async () => {
      const { checkout, open, keys, server } = setUp();
      server.create = null;
      checkout.start();
      await flush();
      checkout.close();
      server.create = CREATED;
      open().start();
      await flush();
      expect(keys[1]).toBe(keys[0]);
    });

    it('takes a new key, once, where the key was used for another body', async () => {
      const { checkout, keys, server } = setUp();
      server.create = new CheckoutError('idempotency_mismatch');
      checkout.start();
      await flush();
      expect(new Set(keys).size).toBe(2);
      expect(checkout.state.error?.code).toBe('idempotency_mismatch');
    });

    it('ends when it is settled and closed', async () => {
      const { checkout, following, keys, items } = await awaiting();
      following().onPayment(settledPayment());
      checkout.start();
      expect([checkout.state.phase, items.size]).toEqual(['settled', 1]);
      checkout.close();
      expect([checkout.state.phase, items.size]).toEqual(['settled', 0]);
      checkout.start();
      await flush();
      expect([checkout.state.phase, new Set(keys).size]).toEqual(['awaiting', 2]);
    });

    it('ends with reset', async () => {
      const { checkout, keys, items, clock, following } = await awaiting();
      checkout.reset();
      expect([checkout.state.phase, items.size, clock.pending]).toEqual(['idle', 0, 0]);
      expect(following().calls).toEqual(['stop']);
      checkout.start();
      await flush();
      expect(new Set(keys).size).toBe(2);
    });
  });

  describe('nudge and setHidden', () => {
    it('reach the stream', async () => {
      const { checkout, following } = await awaiting();
      checkout.nudge();
      checkout.setHidden(true);
      checkout.setHidden(false);
      expect(following().calls).toEqual(['nudge', 'hidden true', 'hidden false']);
    });

    it('are remembered for a stream that begins in a hidden page', async () => {
      const { checkout, following } = setUp();
      checkout.nudge();
      checkout.setHidden(true);
      checkout.start();
      await flush();
      expect(following().calls).toEqual(['hidden true']);
    });
  });

  describe('cancel', () => {
    it('stops stream, timers and calls, and keeps the state', async () => {
      const { checkout, clock, following, facts } = await awaiting();
      checkout.cancel();
      following().onPayment(settledPayment());
      following().onLink('live');
      following().onError(new CheckoutError('payment_not_found'));
      await clock.advance(7_200_000);
      expect(checkout.state).toMatchObject({ phase: 'awaiting', secondsLeft: 3600, link: 'none' });
      expect([following().calls, clock.pending, facts]).toEqual([['stop'], 0, ['created']]);
    });

    it.each(['create', 'read'] as const)(
      'calls off a %s that is under way, without an error',
      async (call) => {
        const { checkout, open, server, signals, clock } = await awaiting();
        checkout.cancel();
        const other = open();
        if (call === 'create') other.reset();
        server[call] = null;
        other.start();
        await flush();
        other.cancel();
        await flush();
        expect([signals.at(-1)?.aborted, other.state.error, clock.pending]).toEqual([true, null, 0]);
      },
    );

    it('does not follow where a listener cancels as the invoice is shown', async () => {
      const { checkout, followings, clock } = setUp();
      checkout.subscribe(({ phase }) => phase === 'awaiting' && checkout.cancel());
      checkout.start();
      await flush();
      expect([followings.length, clock.pending]).toEqual([0, 0]);
    });

    it('shows nothing of an answer that came too late, but keeps the payment', async () => {
      const { checkout, keys, server, followings } = setUp();
      checkout.start();
      checkout.cancel();
      await flush();
      expect([checkout.state.payment, followings.length]).toEqual([null, 0]);
      checkout.start();
      await flush();
      expect([checkout.state.phase, keys.length, server.reads]).toEqual(['awaiting', 1, 1]);
    });

    it('goes on with the countdown where it is started again', async () => {
      const { checkout, clock } = await awaiting();
      checkout.cancel();
      await clock.advance(60_000);
      checkout.start();
      expect(checkout.state.secondsLeft).toBe(3540);
      await clock.advance(1_000);
      expect(checkout.state.secondsLeft).toBe(3539);
    });
  });

  it("reports a listener's fault, and goes on", async () => {
    const reported: unknown[] = [];
    vi.spyOn(globalThis, 'queueMicrotask').mockImplementation((run) => {
      try {
        run();
      } catch (error) {
        reported.push(error);
      }
    });
    const { checkout, facts } = setUp();
    const fault = new Error('of the page');
    checkout.subscribe(() => {
      throw fault;
    });
    checkout.start();
    await flush();
    expect([checkout.state.phase, facts]).toEqual(['awaiting', ['created']]);
    expect(reported).toContain(fault);
  });
});
