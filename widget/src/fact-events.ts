import type { CheckoutFact } from './checkout-facts.ts';
import {
  LpCreatedEvent,
  LpErrorEvent,
  LpExpiredEvent,
  LpProcessingEvent,
  LpSettledEvent,
  publicPayment,
} from './events.ts';

/** The event that tells a page of a fact. */
export function eventOf(fact: CheckoutFact): Event {
  switch (fact.type) {
    case 'created':
      return new LpCreatedEvent(publicPayment(fact.payment));
    case 'processing':
      return new LpProcessingEvent(publicPayment(fact.payment));
    case 'settled':
      return new LpSettledEvent(publicPayment(fact.payment));
    case 'expired':
      return new LpExpiredEvent(publicPayment(fact.payment));
    case 'error':
      return new LpErrorEvent(fact.error, fact.payment && publicPayment(fact.payment));
    default:
      return fact satisfies never;
  }
}

/** Codes that only the owner of the site can mend. */
const FOR_THE_OWNER =
  /^(origin_not_allowed|open_amounts_off|currency_not_accepted|amount_out_of_range|invalid_request|invoice_mismatch)$/;

/**
 * What the owner of the site should know of a fact, for the console: the server's own words, and the origin that it saw.
 *
 * @param origin Of the page; the one to add to `ALLOWED_ORIGINS`, where the code is `origin_not_allowed`.
 * @returns Null where there is nothing to mend.
 */
export function ownerNote(fact: CheckoutFact, origin: string): string | null {
  if (fact.type !== 'error' || !FOR_THE_OWNER.test(fact.error.code)) return null;
  return `${fact.error.code}: ${fact.error.message} (this page is ${origin})`;
}
