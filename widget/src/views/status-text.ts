import { type CheckoutState, isPartPaid } from '../checkout-state.ts';
import type { CheckoutError } from '../errors.ts';
import type { Texts } from '../locales/en.ts';
import { fill } from '../locales/localize.ts';
import { minutes } from '../locales/span.ts';
import { formatSats } from '../money.ts';
import { SOON_SECONDS } from './time-left.ts';

/** What each code means to a customer; every other one: no answer, where it may be tried again, else refused. */
const MEANING: Readonly<Record<string, keyof Texts>> = {
  network: 'unreachable',
  rate_limited: 'busy',
  invoice_mismatch: 'mismatch',
  payment_invalid: 'ended',
  payment_not_found: 'ended',
};

/**
 * Says why a checkout failed, and what to do.
 *
 * @param reference Of the payment, or empty before there is one.
 * @param isRenewal It was a fresh code that could not be had.
 */
export function errorText(
  error: CheckoutError | null,
  texts: Texts,
  reference: string,
  isRenewal: boolean,
): string {
  const { code = '', retryable } = error ?? {};
  const meaning =
    isRenewal && code !== 'invoice_mismatch'
      ? 'notRenewed'
      : (MEANING[code] ?? (retryable ? 'unanswered' : 'refused'));
  // Who came back to a payment that the server does not know has none to show.
  return fill(texts[meaning === 'ended' && !reference ? 'refused' : meaning], { reference });
}

/** Satoshis that are still to be paid of a part-paid payment, or 0. */
export function remainderSats({ payment }: CheckoutState): number {
  return payment?.flags.includes('underpaid') && payment.invoice ? payment.invoice.amountSats : 0;
}

/** True where the customer cannot have paid: no invoice was ever shown. */
export function isNothingCharged({ payment, isResumed }: CheckoutState): boolean {
  return payment === null && !isResumed;
}

/**
 * The one line that says how the payment stands.
 *
 * @param locale BCP 47 tag for numbers.
 * @param isWalletMissed The link to a wallet did nothing.
 */
export function statusText(
  state: CheckoutState,
  texts: Texts,
  locale: string,
  isWalletMissed = false,
): string {
  const reference = state.payment?.reference ?? '';
  const remainder = remainderSats(state);
  switch (state.phase) {
    case 'idle':
      return '';
    case 'failed':
      return errorText(state.error, texts, reference, state.isRenewal);
    case 'expired':
      return fill(state.payment && isPartPaid(state.payment) ? texts.partExpired : texts.expired, {
        reference,
      });
    case 'awaiting':
      if (state.link === 'reconnecting') return texts.reconnecting;
      if (isWalletMissed) return texts.noWallet;
      return remainder ? fill(texts.remainder, { sats: formatSats(remainder, locale) }) : texts.awaiting;
    case 'processing':
      return state.link === 'reconnecting' ? texts.reconnecting : texts.processing;
    case 'creating':
    case 'settled':
      return texts[state.phase];
    default:
      return state.phase satisfies never;
  }
}

/**
 * What a screen reader is told: the status, and twice how long is left. Changes only where it is worth a word, not with
 * every second. The sign between the two is read as a pause in every language, unlike a full stop of one of them.
 *
 * @param locale BCP 47 tag for numbers.
 */
export function announcement(
  state: CheckoutState,
  texts: Texts,
  locale: string,
  isWalletMissed = false,
): string {
  const status = statusText(state, texts, locale, isWalletMissed);
  const left = state.secondsLeft;
  if (state.phase === 'failed' && isNothingCharged(state)) return `${status} ${texts.nothingCharged}`;
  if (state.phase !== 'awaiting' || left === null || left > SOON_SECONDS) return status;
  return `${status} · ${fill(texts.left, { time: minutes(left > 60 ? 5 : 1, locale) })}`;
}
