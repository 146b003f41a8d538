import { describe, expect, it } from 'vitest';
import { payment } from '../../test/fixtures/payments.ts';
import { type CheckoutState, PHASES } from '../checkout-state.ts';
import { CheckoutError } from '../errors.ts';
import { en as texts } from '../locales/en.ts';
import { codeText } from './code-text.ts';
import { announcement, errorText, isNothingCharged, statusText } from './status-text.ts';

const state = (changes: Partial<CheckoutState>): CheckoutState => ({
  phase: 'awaiting',
  payment: payment(),
  error: null,
  secondsLeft: 3000,
  secondsTotal: 3600,
  link: 'live',
  lastSats: 0,
  isResumed: false,
  isRenewal: false,
  ...changes,
});

describe('statusText', () => {
  it.each([
    ['idle', ''],
    ['creating', 'Getting your invoice'],
    ['awaiting', 'Waiting for payment'],
    ['processing', 'Payment seen, confirming'],
    ['settled', 'Paid'],
    ['expired', 'This code has expired. Already paid? We are still watching LP-7F3K-9Q2M.'],
  ] as const)('in %s says "%s"', (phase, text) => {
    expect(statusText(state({ phase }), texts, 'en')).toBe(text);
  });

  it.each(['awaiting', 'processing'] as const)('in %s says that the connection is lost', (phase) => {
    expect(statusText(state({ phase, link: 'reconnecting' }), texts, 'en')).toBe(
      'Connection lost, reconnecting',
    );
  });

  it('says what is still to pay of a part-paid payment', () => {
    const text = statusText(state({ payment: payment({ flags: ['underpaid'] }) }), texts, 'en');
    expect(text).toBe('Part of it has arrived. Still to pay: 77,650 sats.');
  });

  it('says whom to tell where a part-paid payment has expired', () => {
    const partPaid = payment({ status: 'expired', flags: ['underpaid'], paidSats: 50_000, invoice: null });
    expect(statusText(state({ phase: 'expired', payment: partPaid }), texts, 'en')).toBe(
      'Expired after part was paid. Please show the shop LP-7F3K-9Q2M.',
    );
  });
});

describe('errorText', () => {
  it.each([
    ['network', true, 'out of reach'],
    ['gateway_unavailable', true, 'did not answer'],
    ['timeout', true, 'did not answer'],
    ['rate_limited', true, 'Too many tries'],
    ['invoice_mismatch', false, 'is not shown'],
    ['payment_invalid', false, 'Show the shop LP-7F3K-9Q2M'],
    ['payment_not_found', false, 'Show the shop LP-7F3K-9Q2M'],
    ['origin_not_allowed', false, 'cannot take this payment now'],
    ['a_code_of_tomorrow', false, 'cannot take this payment now'],
    ['a_code_of_tomorrow', true, 'did not answer'],
  ])('of %s, retryable %s, says "… %s …"', (code, retryable, words) => {
    expect(errorText(new CheckoutError(code, { retryable }), texts, 'LP-7F3K-9Q2M', false)).toContain(words);
  });

  it.each([true, false])('of a renewal, retryable %s, says that the old code is watched', (retryable) => {
    expect(errorText(new CheckoutError('network', { retryable }), texts, 'LP-7F3K-9Q2M', true)).toBe(
      'We could not get a new code. Already paid? We are still watching LP-7F3K-9Q2M.',
    );
  });

  it('of a payment that the server does not know any more, names no reference where there is none', () => {
    const error = new CheckoutError('payment_not_found');
    expect(errorText(error, texts, '', false)).toBe(
      errorText(new CheckoutError('forbidden'), texts, '', false),
    );
  });

  it('of a fresh invoice that is not the right one, says that', () => {
    expect(errorText(new CheckoutError('invoice_mismatch'), texts, '', true)).toContain('is not shown');
  });
});

describe('isNothingCharged', () => {
  it.each([
    [null, false, true],
    [null, true, false],
    [payment(), false, false],
  ])('is certain only where no invoice was ever shown', (shown, isResumed, expected) => {
    expect(isNothingCharged(state({ phase: 'failed', payment: shown, isResumed }))).toBe(expected);
  });
});

describe('announcement', () => {
  it('changes twice in the last five minutes, not with each second', () => {
    const all = Array.from({ length: 400 }, (_, secondsLeft) =>
      announcement(state({ secondsLeft }), texts, 'en'),
    );
    expect([...new Set(all)]).toEqual([
      'Waiting for payment · 1 minute left',
      'Waiting for payment · 5 minutes left',
      'Waiting for payment',
    ]);
  });

  it('says that nothing was charged', () => {
    const failed = state({ phase: 'failed', payment: null, error: new CheckoutError('network') });
    expect(announcement(failed, texts, 'en')).toMatch(/Nothing was charged$/);
  });
});

describe('codeText', () => {
  it.each(PHASES)('holds the invoice in awaiting only: %s', (phase) => {
    const text = codeText(state({ phase }));
    expect(text?.includes(payment().invoice?.bolt11 ?? '?') ?? false).toBe(phase === 'awaiting');
  });
});
