import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { EVENTS, STATES, told } from '../test/fixtures/checkout-states.ts';
import { invoice, payment } from '../test/fixtures/payments.ts';
import { type CheckoutEvent, type CheckoutState, initialState, transition } from './checkout-state.ts';

describe('transition', () => {
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
    fc.constantFrom<CheckoutEvent>(EVENTS.start, EVENTS.renew, EVENTS.notRenewed, EVENTS.fail, EVENTS.link),
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
