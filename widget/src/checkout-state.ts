import { CheckoutError } from './errors.ts';
import type { Payment } from './payment.ts';

/** What the customer sees; also the element's custom states. */
export type Phase = 'idle' | 'creating' | 'awaiting' | 'processing' | 'settled' | 'expired' | 'failed';

/** All phases, in the order of a payment. */
export const PHASES = [
  'idle',
  'creating',
  'awaiting',
  'processing',
  'settled',
  'expired',
  'failed',
] as const satisfies readonly Phase[];

/** How the checkout hears of changes; `reconnecting` is shown to the customer. */
export type Link = 'none' | 'live' | 'polling' | 'reconnecting';

/** Everything the views need to draw a checkout. */
export interface CheckoutState {
  readonly phase: Phase;
  /** Null before the creation is answered. */
  readonly payment: Payment | null;
  /** Set in `failed` only. */
  readonly error: CheckoutError | null;
  /** Whole seconds left to pay, from the server's relative seconds; null without an invoice. */
  readonly secondsLeft: number | null;
  /** Seconds that the invoice had when it came first, for the line that shrinks; null without an invoice. */
  readonly secondsTotal: number | null;
  readonly link: Link;
  /** Satoshis of the invoice that was there last: the server names none once it cannot be paid. 0 before the first. */
  readonly lastSats: number;
  /** The payment was made before this checkout began, so that the customer may have paid although none is shown. */
  readonly isResumed: boolean;
  /**
   * A fresh code of an expired payment is on its way (`creating`), or could not be had (`failed`). The old one is
   * watched meanwhile, and that it has expired is no news.
   */
  readonly isRenewal: boolean;
}

/** What can happen to a checkout. */
export type CheckoutEvent =
  | { readonly type: 'start'; readonly isResumed: boolean }
  | { readonly type: 'renew' }
  | { readonly type: 'notRenewed'; readonly error: CheckoutError }
  | { readonly type: 'payment'; readonly payment: Payment }
  | { readonly type: 'tick'; readonly secondsLeft: number }
  | { readonly type: 'fail'; readonly error: CheckoutError }
  | { readonly type: 'link'; readonly link: Link }
  | { readonly type: 'reset' };

/** A checkout that nobody has started. */
export const initialState: CheckoutState = {
  phase: 'idle',
  payment: null,
  error: null,
  secondsLeft: null,
  secondsTotal: null,
  link: 'none',
  lastSats: 0,
  isResumed: false,
  isRenewal: false,
};

/**
 * Answers an event with the next state; the same object where nothing changes. Holds that
 * - `settled` is left by `reset` only,
 * - an older version of the payment never replaces a newer one,
 * - the end of the countdown hides the code, and the payment is watched further,
 * - a renewal keeps the payment, and ends with the first news of it.
 */
export function transition(state: CheckoutState, event: CheckoutEvent): CheckoutState {
  switch (event.type) {
    case 'reset':
      return initialState;
    case 'start':
      return state.isRenewal || ['idle', 'expired', 'failed'].includes(state.phase)
        ? { ...initialState, phase: 'creating', isResumed: event.isResumed }
        : state;
    case 'renew':
      return state.phase === 'expired' || (state.phase === 'failed' && state.isRenewal)
        ? { ...state, phase: 'creating', error: null, isRenewal: true }
        : state;
    case 'notRenewed':
      return state.phase === 'creating' && state.isRenewal
        ? { ...state, phase: 'failed', error: event.error }
        : state;
    case 'payment':
      return withPayment(state, event.payment);
    case 'tick':
      if (state.phase !== 'awaiting' || state.secondsLeft === event.secondsLeft) return state;
      return {
        ...state,
        secondsLeft: event.secondsLeft,
        phase: event.secondsLeft > 0 ? 'awaiting' : 'expired',
      };
    case 'fail':
      return state.phase === 'settled'
        ? state
        : { ...state, phase: 'failed', error: event.error, link: 'none', isRenewal: false };
    case 'link':
      if (state.phase === 'idle' || state.phase === 'settled' || state.link === event.link) return state;
      return { ...state, link: event.link };
  }
}

function withPayment(state: CheckoutState, payment: Payment): CheckoutState {
  const known = state.payment?.id === payment.id ? state.payment : null;
  if (known && payment.version < known.version) return state;
  if (state.phase === 'settled' && (!known || payment.status !== 'settled')) return state;

  const { invoice } = payment;
  const isSame = invoice !== null && invoice.bolt11 === known?.invoice?.bolt11;
  const secondsLeft = invoice ? Math.max(0, Math.ceil(invoice.expiresInSeconds)) : known && state.secondsLeft;
  const next = phaseOf(payment, secondsLeft);
  const isRenewal = state.isRenewal && next === 'expired' && !isPartPaid(payment);
  const phase = isRenewal ? state.phase : next;
  return {
    ...state,
    phase,
    payment,
    error: next === 'failed' ? invalidError(state) : isRenewal ? state.error : null,
    secondsLeft,
    secondsTotal: isSame || !invoice ? known && state.secondsTotal : secondsLeft,
    link: phase === 'settled' ? 'none' : state.link,
    lastSats: invoice?.amountSats ?? (known ? state.lastSats : 0),
    isRenewal,
  };
}

/** True where some of the money has come: the server gives no fresh invoice for such a payment. */
export function isPartPaid({ status, paidSats }: Payment): boolean {
  return status !== 'settled' && paidSats > 0;
}

/** The same error for as long as the payment stays invalid, so that it is told once. */
function invalidError({ error }: CheckoutState): CheckoutError {
  return error?.code === 'payment_invalid' ? error : new CheckoutError('payment_invalid');
}

/** Without `new`, which like a status newer than this build is shown as waiting, until the time is up. */
const PHASE_BY_STATUS: ReadonlyMap<string, Phase> = new Map([
  ['processing', 'processing'],
  ['expired', 'expired'],
  ['invalid', 'failed'],
  ['settled', 'settled'],
]);

function phaseOf({ status }: Payment, secondsLeft: number | null): Phase {
  return PHASE_BY_STATUS.get(status) ?? (secondsLeft === 0 ? 'expired' : 'awaiting');
}
