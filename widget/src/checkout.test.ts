import { afterEach, describe, expect, it, vi } from 'vitest';
import { FakeClock, flush } from '../test/fixtures/fake-clock.ts';
import { bolt11, invoice, payment, settledPayment } from '../test/fixtures/payments.ts';
import { Checkout, type CheckoutOptions } from './checkout.ts';
import { CheckoutError } from './errors.ts';
import type { FollowHandlers } from './follow-payment.ts';
import { createIntent } from './intent.ts';
import type { Payment } from './payment.ts';

const CREATED = payment({ clientSecret: 'secret' });
const INPUT = { amount: '50', currency: 'USD' };

/** A payment that is followed, from the server's side. */
interface FakeFollowing extends FollowHandlers {
  readonly id: string;
  readonly clientSecret: string;
  readonly calls: string[];
}

function setUp(options: Partial<CheckoutOptions> = {}) {
  const clock = new FakeClock();
  const items = new Map<string, string>();
  const storage = {
    getItem: (key: string) => items.get(key) ?? null,
    setItem: (key: string, value: string) => void items.set(key, value),
    removeItem: (key: string) => void items.delete(key),
  };
  const keys: string[] = [];
  const signals: AbortSignal[] = [];
  const followings: FakeFollowing[] = [];
  /** What the server answers next; a promise that never ends where it is null. */
  const server: { create: Payment | Error | null; read: Payment | Error | null; reads: number } = {
    create: CREATED,
    read: payment(),
    reads: 0,
  };
  async function answer(next: Payment | Error | null, signal: AbortSignal): Promise<Payment> {
    signals.push(signal);
    if (!next)
      await new Promise((_, reject) => signal.addEventListener('abort', () => reject(signal.reason)));
    if (!next || next instanceof Error) throw next;
    return next;
  }
  const open = () =>
    new Checkout({
      api: {
        createPayment(_, key, signal) {
          keys.push(key);
          return answer(server.create, signal);
        },
        getPayment(_id, _secret, signal) {
          server.reads++;
          return answer(server.read, signal);
        },
      },
      follow(id, clientSecret, handlers) {
        const calls: string[] = [];
        followings.push({ ...handlers, id, clientSecret, calls });
        return {
          nudge: () => calls.push('nudge'),
          setHidden: (hidden) => calls.push(`hidden ${hidden}`),
          stop: () => calls.push('stop'),
        };
      },
      intent: createIntent({ server: 'https://pay.example.com/', amount: '50' }, { storage, clock }),
      input: INPUT,
      clock,
      ...options,
    });
  const checkout = open();
  const facts: string[] = [];
  checkout.onFact((fact) => facts.push(fact.type));
  const following = () => {
    const last = followings.at(-1);
    if (!last) throw new Error('nothing is followed');
    return last;
  };
  return { checkout, open, clock, server, keys, signals, followings, following, facts, items };
}

async function awaiting(options?: Partial<CheckoutOptions>) {
  const parts = setUp(options);
  parts.checkout.start();
  await flush();
  return parts;
}

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

  describe('invoice check', () => {
    const wrong = invoice({ bolt11: bolt11({ amountMsat: 77_650_001n }) });

    it('never shows an invoice that is not what the payment says, and is not tried again', async () => {
      const { checkout, server, followings, facts, clock, keys } = setUp();
      const seen: unknown[] = [];
      checkout.subscribe((state) => seen.push(state.payment));
      server.create = payment({ clientSecret: 'secret', invoice: wrong });
      checkout.start();
      await flush();
      expect(checkout.state).toMatchObject({ phase: 'failed', payment: null });
      expect(checkout.state.error).toMatchObject({ code: 'invoice_mismatch', retryable: false });
      expect([new Set(seen), followings.length, facts, clock.pending]).toEqual([
        new Set([null]),
        0,
        ['error'],
        0,
      ]);
      checkout.retry();
      await flush();
      expect(keys).toHaveLength(1);
    });

    it('checks what comes by the stream too, and drops the payment', async () => {
      const { checkout, following } = await awaiting();
      following().onPayment(payment({ version: 4, invoice: wrong }));
      expect(checkout.state).toMatchObject({ phase: 'failed', payment: { version: 3 } });
      expect(following().calls).toEqual(['stop']);
    });

    it('does not hold up a settlement', async () => {
      const { checkout, following } = await awaiting();
      following().onPayment(settledPayment({ invoice: wrong }));
      expect(checkout.state).toMatchObject({ phase: 'settled', payment: { invoice: null } });
    });

    it('shows the invoice for the remainder of an underpaid payment, and drops the old one', async () => {
      const { checkout, following } = await awaiting();
      const rest = invoice({
        bolt11: bolt11({ amountMsat: 1_000_000n }),
        amountSats: 1000,
        expiresInSeconds: 1800,
      });
      following().onPayment(payment({ version: 4, flags: ['underpaid'], invoice: rest }));
      expect(checkout.state).toMatchObject({
        phase: 'awaiting',
        payment: { invoice: rest },
        secondsTotal: 1800,
      });
    });

    it('uses the decoder that it is given', async () => {
      const decode = vi.fn(() => {
        throw new Error('other node');
      });
      const { checkout } = await awaiting({ decode });
      expect(checkout.state.error?.code).toBe('invoice_mismatch');
    });
  });

  describe('countdown', () => {
    it('counts whole seconds down to the end, and watches further', async () => {
      const { checkout, clock, following, facts } = await awaiting();
      const seconds: (number | null)[] = [];
      checkout.subscribe((state) => seconds.push(state.secondsLeft));
      await clock.advance(2_500);
      expect(seconds).toEqual([3599, 3598]);
      await clock.advance(3_597_499);
      expect(checkout.state).toMatchObject({ phase: 'awaiting', secondsLeft: 1 });
      await clock.advance(1);
      expect(checkout.state).toMatchObject({ phase: 'expired', secondsLeft: 0, payment: { id: CREATED.id } });
      expect([following().calls, clock.pending, facts]).toEqual([[], 0, ['created', 'expired']]);
      following().onPayment(settledPayment({ flags: ['late'] }));
      expect([checkout.state.phase, facts]).toEqual(['settled', ['created', 'expired', 'settled']]);
    });

    it('does not look at the clock of the device', async () => {
      const { checkout, clock } = await awaiting();
      clock.moveWall(3_600_000);
      await clock.advance(1_000);
      expect(checkout.state).toMatchObject({ phase: 'awaiting', secondsLeft: 3599 });
    });

    it('asks the server where the device slept', async () => {
      const { clock, following } = await awaiting();
      await clock.advance(5_000);
      expect(following().calls).toEqual([]);
      clock.moveWall(600_000);
      await clock.advance(5_000);
      expect(following().calls).toEqual(['nudge']);
    });

    it('is set right by every message', async () => {
      const { checkout, clock, following } = await awaiting();
      following().onPayment(payment({ invoice: invoice({ expiresInSeconds: 100 }) }));
      await clock.advance(10_000);
      expect(checkout.state).toMatchObject({ secondsLeft: 90, secondsTotal: 3600 });
    });

    it('is not moved by a message older than what is shown', async () => {
      const { checkout, clock, following } = await awaiting();
      following().onPayment(payment({ version: 2, invoice: invoice({ expiresInSeconds: 5 }) }));
      await clock.advance(10_000);
      expect(checkout.state).toMatchObject({ phase: 'awaiting', secondsLeft: 3590 });
    });
  });

  describe('failure', () => {
    it('fails where the creation does, and does it again with the same key', async () => {
      const { checkout, server, keys, facts, clock } = setUp();
      server.create = new CheckoutError('network', { retryable: true });
      checkout.start();
      await flush();
      expect(checkout.state).toMatchObject({ phase: 'failed', error: server.create });
      expect([facts, clock.pending]).toEqual([['error'], 0]);
      server.create = CREATED;
      checkout.retry();
      await flush();
      expect(checkout.state).toMatchObject({ phase: 'awaiting', error: null });
      expect(keys[1]).toBe(keys[0]);
    });

    it('retries nothing while nothing has failed', async () => {
      const { checkout, keys } = await awaiting();
      checkout.retry();
      await flush();
      expect(keys).toHaveLength(1);
    });

    it('says why the stream ended for good, and begins anew after close', async () => {
      const { checkout, following, clock, keys } = await awaiting();
      following().onError(new CheckoutError('payment_not_found'));
      expect(checkout.state).toMatchObject({ phase: 'failed', error: { code: 'payment_not_found' } });
      expect([clock.pending, following().calls]).toEqual([0, ['stop']]);
      checkout.close();
      checkout.start();
      await flush();
      expect([checkout.state.phase, new Set(keys).size]).toEqual(['awaiting', 2]);
    });

    it('reads the payment again where following it failed for now', async () => {
      const { checkout, following, server } = await awaiting();
      following().onError(new CheckoutError('ledger_unavailable', { retryable: true }));
      checkout.retry();
      await flush();
      expect([checkout.state.phase, checkout.state.error, server.reads]).toEqual(['awaiting', null, 1]);
    });

    it('watches an invalid payment further, for it may still be settled', async () => {
      const { checkout, following } = await awaiting();
      following().onPayment(payment({ status: 'invalid', version: 4, invoice: null }));
      expect(checkout.state.error).toMatchObject({ code: 'payment_invalid', retryable: false });
      following().onPayment(settledPayment({ flags: ['manual'] }));
      expect(checkout.state).toMatchObject({ phase: 'settled', error: null });
    });

    it('takes an answer without a secret for no answer', async () => {
      const { checkout, server } = setUp();
      server.create = payment();
      checkout.start();
      await flush();
      expect(checkout.state.error).toMatchObject({ code: 'bad_answer', retryable: true });
    });

    it('says bad_answer where it cannot tell what failed', async () => {
      const { checkout, server } = setUp();
      server.create = new RangeError('what is this');
      checkout.start();
      await flush();
      expect(checkout.state.error).toMatchObject({ code: 'bad_answer', cause: server.create });
    });
  });

  describe('renew', () => {
    it('makes another payment of an expired one', async () => {
      const { checkout, server, clock, keys, followings, facts } = await awaiting();
      await clock.advance(3_600_000);
      const phases: string[] = [];
      checkout.subscribe(({ phase }) => phases.push(phase));
      server.create = payment({ id: 'pay_2', clientSecret: 'secret 2' });
      checkout.renew();
      await flush();
      expect(phases).toEqual(['creating', 'awaiting']);
      expect([new Set(keys).size, followings[0]?.calls, followings[1]?.id]).toEqual([2, ['stop'], 'pay_2']);
      expect(facts).toEqual(['created', 'expired', 'created']);
    });

    it('does nothing while the invoice can be paid', async () => {
      const { checkout, keys } = await awaiting();
      checkout.renew();
      await flush();
      expect(keys).toHaveLength(1);
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
