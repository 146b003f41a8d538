import type { Order, Payment } from './order.ts';

/** Why a person should look at a payment. */
export type Reason =
  | 'unknown_order'
  | 'price_mismatch'
  | 'paid_twice'
  | 'late'
  | 'underpaid'
  | 'overpaid'
  | 'duplicate'
  | 'reversed';

/** What the shop makes of a payment. */
export interface Verdict {
  /** Whether the order may be shipped for it, if nothing else has paid it yet. */
  readonly ships: boolean;
  /** What a person should look at besides. */
  readonly reasons: readonly Reason[];
}

const NOTHING: Verdict = { ships: false, reasons: [] };

/** Events that ship nothing, but that somebody must answer: give back, ask for the rest, take back. */
const FOR_A_PERSON: Readonly<Record<string, Reason>> = {
  'payment.underpaid': 'underpaid',
  'payment.overpaid': 'overpaid',
  'payment.duplicate': 'duplicate',
  'payment.reversed': 'reversed',
};

/**
 * Decides what an event means for an order. Money ships goods only where amount and currency are those of the shop's own
 * record. That is asked of every payment: where `pricedBy` is `open` the page chose the price, where it is `product` the
 * page still chose which product goes with which order, and where it is `request` the comparison costs nothing.
 *
 * @param type Type of the event, e.g. `payment.settled`; one that this shop does not know means nothing.
 * @param order The shop's own record; undefined where it has none of this id.
 */
export function judgePayment(type: string, payment: Payment, order: Order | undefined): Verdict {
  const reason = FOR_A_PERSON[type];
  if (reason !== undefined) return { ships: false, reasons: [reason] };
  if (type !== 'payment.settled') return NOTHING;
  if (order === undefined) return { ships: false, reasons: ['unknown_order'] };
  if (payment.amount !== order.amount || payment.currency !== order.currency) {
    return { ships: false, reasons: ['price_mismatch'] };
  }
  // An event shows the payment as it is when it is sent: it may have been reversed by then.
  if (payment.flags.includes('reversed')) return { ships: false, reasons: ['reversed'] };
  return { ships: true, reasons: payment.flags.includes('late') ? ['late'] : [] };
}
