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

/** Codes that only the owner of the site can mend, and what to do about each. */
const OWNER_NOTES: Readonly<Record<string, string>> = {
  origin_not_allowed: 'add this page’s origin to ALLOWED_ORIGINS of the server:',
  open_amounts_off:
    'the server takes no amounts from pages; set OPEN_AMOUNTS=true, or use product or request.',
  currency_not_accepted: 'the server does not take this currency; see CURRENCIES of the server.',
  amount_out_of_range: 'the server does not take this amount; see CURRENCIES of the server.',
  invalid_request: 'the server refused an attribute:',
  invoice_mismatch:
    'the server gave an invoice that is not for this network, amount or time; it was not shown.',
};

/**
 * What the owner of the site should know of a fact, for the console.
 *
 * @param origin Of the page.
 * @returns Null where there is nothing to mend.
 */
export function ownerNote(fact: CheckoutFact, origin: string): string | null {
  if (fact.type !== 'error') return null;
  const { code, message } = fact.error;
  const note = Object.hasOwn(OWNER_NOTES, code) ? OWNER_NOTES[code] : null;
  if (!note) return null;
  return `${note}${code === 'origin_not_allowed' ? ` ${origin}` : note.endsWith(':') ? ` ${message}` : ''}`;
}
