import { describe, expect, it } from 'vitest';
import { bolt11, invoice, payment, settledPayment } from '../test/fixtures/payments.ts';
import { createFactTeller } from './checkout-facts.ts';
import { type CheckoutEvent, initialState, transition } from './checkout-state.ts';
import { CheckoutError } from './errors.ts';

/** The facts that these events make, as words. */
function factsOf(...events: CheckoutEvent[]): string[] {
  const facts: string[] = [];
  const tell = createFactTeller((fact) => facts.push(fact.type === 'error' ? fact.error.code : fact.type));
  let state = initialState;
  for (const event of events) {
    state = transition(state, event);
    tell(state);
  }
  return facts;
}

const start = { type: 'start', isResumed: false } as const;
const told = (...args: Parameters<typeof payment>): CheckoutEvent => ({
  type: 'payment',
  payment: payment(...args),
});
const over = { type: 'tick', secondsLeft: 0 } as const;
const expired = told({ status: 'expired', invoice: null, version: 4 });
const settled = { type: 'payment', payment: settledPayment() } as const;
const fail = (code: string): CheckoutEvent => ({ type: 'fail', error: new CheckoutError(code) });

describe('createFactTeller', () => {
  it.each([
    [
      'a payment as it should be',
      [start, told(), told({ status: 'processing', version: 4, invoice: null }), settled],
      ['created', 'processing', 'settled'],
    ],
    [
      'the same news again and again',
      [start, told(), told(), told({ version: 4 }), settled, settled],
      ['created', 'settled'],
    ],
    ['expiry by countdown, then by status', [start, told(), over, expired, expired], ['created', 'expired']],
    ['a countdown that was ahead of the server', [start, told(), over, told(), over], ['created', 'expired']],
    ['a late payment', [start, told(), over, settled], ['created', 'expired', 'settled']],
    ['a payment found settled', [start, settled], ['settled']],
    ['a payment found expired', [start, expired], ['expired']],
    ['no invoice at first', [start, told({ invoice: null }), told({ version: 4 })], ['created']],
    ['the same failure twice', [start, fail('network'), start, fail('network')], ['network', 'network']],
    [
      'an invalid payment, said twice',
      [start, told({ status: 'invalid' }), told({ status: 'invalid', version: 4 })],
      ['payment_invalid'],
    ],
    [
      'another payment',
      [start, told(), over, start, told({ id: 'pay_2' })],
      ['created', 'expired', 'created'],
    ],
    ['nothing', [start, { type: 'link', link: 'live' }, { type: 'reset' }], []],
  ] as [string, CheckoutEvent[], string[]][])('tells of %s', (_, events, facts) => {
    expect(factsOf(...events)).toEqual(facts);
  });

  it('tells of each invoice and of its end', () => {
    const fresh = told({
      version: 5,
      invoice: invoice({ bolt11: bolt11({ paymentHash: '05'.repeat(32) }) }),
    });
    const facts = factsOf(start, told(), over, { type: 'renew' }, fresh, fresh, over);
    expect(facts).toEqual(['created', 'expired', 'created', 'expired']);
  });
});
