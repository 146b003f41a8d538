import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { bolt11, invoice, payment, settledPayment } from '../test/fixtures/payments.ts';
import {
  type CheckoutEvent,
  type CheckoutState,
  initialState,
  PHASES,
  type Phase,
  transition,
} from './checkout-state.ts';
import { CheckoutError } from './errors.ts';
import type { Payment } from './payment.ts';

const error = new CheckoutError('network', { retryable: true });

/** One state of each phase, all of the same payment at version 3. */
const STATES: Record<Phase, CheckoutState> = {
  idle: initialState,
  creating: { ...initialState, phase: 'creating' },
  awaiting: shown('awaiting', payment(), 600),
  processing: shown('processing', payment({ status: 'processing', invoice: null }), 600),
  settled: shown('settled', settledPayment({ version: 3 }), 600),
  expired: shown('expired', payment({ status: 'expired', invoice: null }), 0),
  failed: { ...shown('failed', payment(), 600), error },
};

function shown(phase: Phase, of: Payment, secondsLeft: number): CheckoutState {
  return { phase, payment: of, error: null, secondsLeft, secondsTotal: 3600, link: 'live' };
}

const told = (changes: Partial<Payment>): CheckoutEvent => ({
  type: 'payment',
  payment: payment({ version: 4, ...changes }),
});

const EVENTS = {
  start: { type: 'start' },
  new: told({}),
  newWithoutInvoice: told({ invoice: null }),
  newButOver: told({ invoice: invoice({ expiresInSeconds: 0 }) }),
  underpaid: told({
    flags: ['underpaid'],
    invoice: invoice({ bolt11: bolt11({ paymentHash: '05'.repeat(32) }) }),
  }),
  unknown: told({ status: 'held' }),
  processing: told({ status: 'processing', invoice: null }),
  expired: told({ status: 'expired', invoice: null }),
  invalid: told({ status: 'invalid', invoice: null }),
  settled: told({ status: 'settled', invoice: null }),
  older: told({ status: 'expired', invoice: null, version: 2 }),
  tick: { type: 'tick', secondsLeft: 10 },
  lastTick: { type: 'tick', secondsLeft: 0 },
  fail: { type: 'fail', error },
  link: { type: 'link', link: 'reconnecting' },
  reset: { type: 'reset' },
} as const satisfies Record<string, CheckoutEvent>;

type EventName = keyof typeof EVENTS;

/** What a payment says, whatever was shown before. */
const BY_STATUS = {
  new: 'awaiting',
  newButOver: 'expired',
  underpaid: 'awaiting',
  unknown: 'awaiting',
  processing: 'processing',
  expired: 'expired',
  invalid: 'failed',
  settled: 'settled',
} as const;

const TABLE: Record<Phase, Record<EventName, Phase>> = {
  idle: {
    ...BY_STATUS,
    start: 'creating',
    newWithoutInvoice: 'awaiting',
    older: 'expired',
    tick: 'idle',
    lastTick: 'idle',
    fail: 'failed',
    link: 'idle',
    reset: 'idle',
  },
  creating: {
    ...BY_STATUS,
    start: 'creating',
    newWithoutInvoice: 'awaiting',
    older: 'expired',
    tick: 'creating',
    lastTick: 'creating',
    fail: 'failed',
    link: 'creating',
    reset: 'idle',
  },
  awaiting: {
    ...BY_STATUS,
    start: 'awaiting',
    newWithoutInvoice: 'awaiting',
    older: 'awaiting',
    tick: 'awaiting',
    lastTick: 'expired',
    fail: 'failed',
    link: 'awaiting',
    reset: 'idle',
  },
  processing: {
    ...BY_STATUS,
    start: 'processing',
    newWithoutInvoice: 'awaiting',
    older: 'processing',
    tick: 'processing',
    lastTick: 'processing',
    fail: 'failed',
    link: 'processing',
    reset: 'idle',
  },
  settled: {
    start: 'settled',
    new: 'settled',
    newWithoutInvoice: 'settled',
    newButOver: 'settled',
    underpaid: 'settled',
    unknown: 'settled',
    processing: 'settled',
    expired: 'settled',
    invalid: 'settled',
    settled: 'settled',
    older: 'settled',
    tick: 'settled',
    lastTick: 'settled',
    fail: 'settled',
    link: 'settled',
    reset: 'idle',
  },
  expired: {
    ...BY_STATUS,
    start: 'creating',
    newWithoutInvoice: 'expired',
    older: 'expired',
    tick: 'expired',
    lastTick: 'expired',
    fail: 'failed',
    link: 'expired',
    reset: 'idle',
  },
  failed: {
    ...BY_STATUS,
    start: 'creating',
    newWithoutInvoice: 'awaiting',
    older: 'failed',
    tick: 'failed',
    lastTick: 'failed',
    fail: 'failed',
    link: 'failed',
    reset: 'idle',
  },
};

const CASES = PHASES.flatMap((phase) =>
  (Object.keys(EVENTS) as EventName[]).map((event) => [phase, event, TABLE[phase][event]] as const),
);

describe('transition', () => {
  it.each(CASES)('%s, %s -> %s', (phase, event, next) => {
    expect(transition(STATES[phase], EVENTS[event]).phase).toBe(next);
  });

  it('keeps the payment where the countdown ends, because it is watched further', () => {
    expect(transition(STATES.awaiting, EVENTS.lastTick)).toEqual({
      ...STATES.awaiting,
      phase: 'expired',
      secondsLeft: 0,
    });
  });

  it('shows an expired payment that was paid late as settled', () => {
    const late = told({ status: 'settled', flags: ['late'], invoice: null });
    expect(transition(STATES.expired, late)).toMatchObject({
      phase: 'settled',
      payment: { flags: ['late'] },
      link: 'none',
    });
  });

  it('waits without a code while the time has not passed and there is no invoice', () => {
    const next = transition(STATES.awaiting, EVENTS.newWithoutInvoice);
    expect(next).toMatchObject({
      phase: 'awaiting',
      secondsLeft: 600,
      secondsTotal: 3600,
      payment: { invoice: null },
    });
  });

  it('starts the countdown of another invoice anew, and goes on with that of the same', () => {
    const again = {
      type: 'payment',
      payment: payment({ invoice: invoice({ expiresInSeconds: 500.2 }) }),
    } as const;
    expect(transition(STATES.awaiting, again)).toMatchObject({ secondsLeft: 501, secondsTotal: 3600 });
    expect(transition(STATES.expired, EVENTS.underpaid)).toMatchObject({
      secondsLeft: 3600,
      secondsTotal: 3600,
    });
  });

  it('never counts below zero', () => {
    const over = {
      type: 'payment',
      payment: payment({ invoice: invoice({ expiresInSeconds: -7 }) }),
    } as const;
    expect(transition(STATES.creating, over)).toMatchObject({ phase: 'expired', secondsLeft: 0 });
  });

  it.each(['constructor', 'failed', 'idle', ''])(
    'shows the status %j, which it does not know, as waiting',
    (status) => {
      expect(transition(STATES.awaiting, told({ status }))).toMatchObject({ phase: 'awaiting', error: null });
    },
  );

  it('says payment_invalid once, not retryable, for as long as the payment is invalid', () => {
    const first = transition(STATES.awaiting, EVENTS.invalid);
    expect(first.error).toMatchObject({ code: 'payment_invalid', retryable: false });
    expect(transition(first, told({ status: 'invalid', version: 9 })).error).toBe(first.error);
  });

  it('forgets the error where a payment comes after all', () => {
    expect(transition(STATES.failed, EVENTS.new).error).toBeNull();
  });

  it('takes what a settled payment says later, its receipt for example', () => {
    const receipt = told({ status: 'settled', invoice: null, receipt: 'eyJ.a.b' });
    expect(transition(STATES.settled, receipt).payment?.receipt).toBe('eyJ.a.b');
  });

  it('does not take another payment for the settled one', () => {
    const other = told({ id: 'pay_other', status: 'settled', invoice: null });
    expect(transition(STATES.settled, other)).toBe(STATES.settled);
  });

  it.each([
    ['start', 'awaiting', EVENTS.start],
    ['an older version', 'awaiting', EVENTS.older],
    ['the same second', 'awaiting', { type: 'tick', secondsLeft: 600 }],
    ['the same link', 'awaiting', { type: 'link', link: 'live' }],
    ['a tick', 'idle', EVENTS.tick],
    ['a failure', 'settled', EVENTS.fail],
  ] as const)('gives the same object where %s changes nothing (%s)', (_, phase, event) => {
    expect(transition(STATES[phase], event)).toBe(STATES[phase]);
  });

  const anEvent = fc.oneof(
    fc.constantFrom<CheckoutEvent>(EVENTS.start, EVENTS.fail, EVENTS.link),
    fc.nat(3).map((secondsLeft): CheckoutEvent => ({ type: 'tick', secondsLeft })),
    fc
      .record({
        status: fc.constantFrom('new', 'processing', 'expired', 'invalid', 'settled', 'held'),
        version: fc.nat(9),
        invoice: fc.constantFrom(null, invoice(), invoice({ expiresInSeconds: 0 })),
      })
      .map((changes): CheckoutEvent => ({ type: 'payment', payment: payment(changes) })),
  );

  it('never leaves settled but by reset', () => {
    fc.assert(
      fc.property(fc.array(anEvent), (events) => {
        expect(events.reduce(transition, STATES.settled).phase).toBe('settled');
      }),
    );
  });

  it('never shows an older version after a newer one of the same payment', () => {
    fc.assert(
      fc.property(fc.array(anEvent), (events) => {
        let state: CheckoutState = STATES.creating;
        for (const event of events) {
          const next = transition(state, event);
          if (state.payment && next.payment)
            expect(next.payment.version).toBeGreaterThanOrEqual(state.payment.version);
          state = next;
        }
      }),
    );
  });

  it('has an error in failed and nowhere else, and never a code to pay with when the time is up', () => {
    fc.assert(
      fc.property(fc.array(anEvent), (events) => {
        const state = events.reduce(transition, initialState);
        expect(state.error !== null).toBe(state.phase === 'failed');
        if (state.phase === 'awaiting') expect(state.secondsLeft).not.toBe(0);
      }),
    );
  });
});
