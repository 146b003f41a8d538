import type { CheckoutState } from './checkout-state.ts';
import type { CheckoutError } from './errors.ts';
import type { Payment } from './payment.ts';

/** What a page is told of a checkout: the element's `lp-*` events. */
export type CheckoutFact =
  | { readonly type: 'created' | 'processing' | 'settled' | 'expired'; readonly payment: Payment }
  | { readonly type: 'error'; readonly error: CheckoutError; readonly payment: Payment | null };

/**
 * Makes what turns the states of a checkout into facts, each told once: `created` when an invoice is first shown and
 * `expired` at its end, once for each invoice, however often connection and countdown say it again.
 *
 * @returns Takes every state, in order.
 */
export function createFactTeller(tell: (fact: CheckoutFact) => void): (state: CheckoutState) => void {
  const told = new Set<unknown>();
  let bolt11: string | undefined;

  function once(key: unknown, fact: CheckoutFact) {
    if (told.has(key)) return;
    told.add(key);
    tell(fact);
  }

  return ({ phase, payment, error }) => {
    bolt11 = payment?.invoice?.bolt11 ?? bolt11;
    if (phase === 'failed') {
      if (error) once(error, { type: 'error', error, payment });
    } else if (!payment) {
      return;
    } else if (phase === 'processing' || phase === 'settled') {
      once(`${phase} ${payment.id}`, { type: phase, payment });
    } else if (phase === 'expired') {
      once(`expired ${payment.id} ${bolt11}`, { type: 'expired', payment });
    } else if (payment.invoice) {
      once(`created ${payment.id} ${bolt11}`, { type: 'created', payment });
    }
  };
}
