import { describe, expect, it } from 'vitest';
import { START_MS } from '../../test/fakes/clock.ts';
import { ASKED_MSAT, hashOf } from '../../test/fakes/payments.ts';
import { aDestination, aReading } from '../../test/fakes/readings.ts';
import { type Acceptance, acceptInvoice, lightningFault } from './accept-invoice.ts';
import { PaymentError } from './errors.ts';
import type { InvoiceReading } from './invoice.ts';
import type { Money } from './money.ts';

const MARGIN_MS = 60_000;
const wanted = (price: Money = { minor: 5_000n, currency: 'USD' }, nowMs = START_MS): Acceptance => ({
  order: { paymentId: 'pay_1', attempt: 1, price },
  network: 'regtest',
  storeId: 'store1',
  madeAtMs: START_MS,
  nowMs,
  expiryMarginMs: MARGIN_MS,
});

function refusal(change: Partial<InvoiceReading>, acceptance = wanted()): string {
  try {
    acceptInvoice(aReading(change), acceptance);
  } catch (error) {
    if (!(error instanceof PaymentError) || !(error.cause instanceof Error)) throw error;
    expect(error.code).toBe('gateway_bad_answer');
    return error.cause.message.replace('invoice inv_1: ', '');
  }
  return 'accepted';
}

/** A destination whose BOLT11 asks something of its own. */
function asking(change: object): Partial<InvoiceReading> {
  const destination = aDestination();
  return { lightning: { ...destination, request: { ...destination.request, ...change } } };
}

describe('acceptInvoice', () => {
  it('keeps what was accepted', () => {
    expect(acceptInvoice(aReading(), wanted())).toEqual({
      id: 'inv_1',
      attempt: 1,
      status: 'new',
      bolt11: 'lnbcrt_inv_1_1',
      paymentHash: hashOf('inv_1_1'),
      amountMsat: ASKED_MSAT,
      dueMsat: ASKED_MSAT,
      paidMsat: 0n,
      rate: '64392.23',
      expirationMs: START_MS + 61 * 60_000,
      expiresAtMs: START_MS + 60 * 60_000,
      deadlineMs: START_MS + 60 * 60_000,
      createdAtMs: START_MS,
    });
  });

  it.each([-600_000, 600_000])('counts down by our clock where BTCPay is %i ms off', (offMs) => {
    const request = { ...aDestination().request, expiresAtMs: START_MS + offMs + 61 * 60_000 };
    const reading = aReading({
      createdAtMs: START_MS + offMs,
      expirationMs: START_MS + offMs + 61 * 60_000,
      lightning: aDestination({ request }),
    });
    const accepted = acceptInvoice(reading, wanted());
    expect(accepted.deadlineMs).toBe(START_MS + 60 * 60_000);
    expect(accepted.expiresAtMs).toBe(START_MS + offMs + 60 * 60_000);
  });

  it.each<[string, Partial<InvoiceReading>, string]>([
    ['no Lightning', { lightning: null }, 'no Lightning destination'],
    ['another store', { storeId: 'store2' }, 'of another store'],
    ['nobody', { owner: null }, 'of another payment'],
    ['another payment', { owner: { paymentId: 'pay_2', attempt: 1 } }, 'of another payment'],
    ['another attempt', { owner: { paymentId: 'pay_1', attempt: 2 } }, 'of another payment'],
    ['another currency', { currency: 'EUR' }, 'currency EUR, not USD'],
    ['the currency in lower case', { currency: 'usd' }, 'currency usd, not USD'],
    ['the wrong network', asking({ network: 'mainnet' }), 'BOLT11 is for mainnet, not regtest'],
    [
      'a BOLT11 that asks more',
      asking({ amountMsat: ASKED_MSAT + 1n }),
      'BOLT11 asks 77650001 msat, 77650000 are due',
    ],
    ['a BOLT11 without amount', asking({ amountMsat: null }), 'BOLT11 asks null msat, 77650000 are due'],
    ['nothing due', { lightning: aDestination({ amountMsat: 0n, dueMsat: 0n }) }, 'nothing is due'],
    ['less than nothing due', { lightning: aDestination({ dueMsat: -1n }) }, 'nothing is due'],
    [
      'a part due',
      { lightning: aDestination({ dueMsat: ASKED_MSAT - 1_000n }) },
      '77649000 msat are due of 77650000',
    ],
    ['an end within the margin', asking({ expiresAtMs: START_MS + MARGIN_MS }), 'BOLT11 ends too soon'],
  ])('refuses %s', (_, change, reason) => {
    expect(refusal(change)).toBe(reason);
  });

  it('refuses an invoice that asks more than its amount', () => {
    const lightning = aDestination({ dueMsat: ASKED_MSAT * 2n });
    expect(refusal({ lightning })).toBe('155300000 msat are due of 77650000');
  });

  it.each(['Processing', 'Settled', 'Expired', 'Invalid'] as const)('refuses one that is %s', (status) => {
    expect(refusal({ providerStatus: status })).toBe(`status ${status}`);
  });

  it.each(['50', '50.0', '50.00', '50.00000000', '050.00'])('takes %j for 50.00 USD', (amount) => {
    expect(refusal({ amount })).toBe('accepted');
  });

  it.each(['5E1', '', '50,00', ' 50', '50.001', '49.99', '-50', '5000', '0', '٥٠', 'NaN', '0x32', '+50'])(
    'refuses %j for 50.00 USD',
    (amount) => {
      expect(refusal({ amount })).toBe(`amount ${amount}, not as ordered`);
    },
  );

  it('compares in the decimals of the currency', () => {
    const sats = wanted({ minor: 5_000n, currency: 'SATS' });
    const destination = aDestination({ amountMsat: 5_000_000n, dueMsat: 5_000_000n });
    const fives = (amount: string) => refusal({ amount, currency: 'SATS', lightning: destination }, sats);
    expect(fives('5000')).toBe('accepted');
    expect(fives('5000.0')).toBe('accepted');
    expect(fives('50.00')).toBe('amount 50.00, not as ordered');
    const dinars = wanted({ minor: 5_125n, currency: 'KWD' });
    expect(refusal({ amount: '5.125', currency: 'KWD' }, dinars)).toBe('accepted');
    expect(refusal({ amount: '51.25', currency: 'KWD' }, dinars)).toBe('amount 51.25, not as ordered');
  });

  it('takes what lives longer than the margin, by a millisecond', () => {
    expect(refusal(asking({ expiresAtMs: START_MS + MARGIN_MS + 1 }))).toBe('accepted');
  });
});

describe('lightningFault', () => {
  it('is null for a destination that asks what is due, whatever the rest of the invoice was', () => {
    expect(lightningFault(aDestination({ dueMsat: 1_000n }), 'regtest')).toBeNull();
    expect(lightningFault(aDestination({ dueMsat: 1_000n }), 'signet')).toBe(
      'BOLT11 is for regtest, not signet',
    );
  });
});
