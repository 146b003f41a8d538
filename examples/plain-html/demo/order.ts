import type { LedgerPayment } from './ledger-payment.ts';

/** What the shop itself wrote down when the customer ordered. Nothing that a page says changes it. */
export interface Order {
  /** `A-` and six digits. */
  readonly id: string;
  /** Decimal string with the currency's decimals. */
  readonly amount: string;
  /** ISO 4217 code. */
  readonly currency: string;
  /** RFC 3339, UTC. */
  readonly createdAt: string;
}

/** What the shop makes of an order, from the ledger alone. */
export type OrderVerdict =
  | { readonly state: 'unpaid' }
  | { readonly state: 'paid'; readonly reference: string; readonly settledAt: string | null }
  | {
      readonly state: 'mismatch';
      readonly reference: string;
      readonly amount: string;
      readonly currency: string;
    };

/** The price of the basket that the page shows. */
export const BASKET = { amount: '50.00', currency: 'USD' } as const;

/**
 * Decides whether an order may be packed. A payment counts when it names the order, is settled in the ledger, and its
 * price is the order's own: either the merchant signed price and order id together (`pricedBy` is `request`), or amount and
 * currency equal the order's record. A product's price is the merchant's too, but which order it is for, the page says: a
 * cheap product could be paid for a dear order. Everything else is no reason to send goods.
 *
 * @param order The shop's own record.
 * @param payments Payments as the server's merchant API tells them, in any order.
 * @returns `paid`, `mismatch` when money came but not this price, else `unpaid`.
 */
export function judgeOrder(order: Order, payments: readonly LedgerPayment[]): OrderVerdict {
  const settled = payments.filter((payment) => payment.orderId === order.id && payment.status === 'settled');
  const covering = settled.find((payment) => payment.pricedBy === 'request' || hasPriceOf(order, payment));
  if (covering) return { state: 'paid', reference: covering.reference, settledAt: covering.settledAt };
  const [other] = settled;
  if (!other) return { state: 'unpaid' };
  return { state: 'mismatch', reference: other.reference, amount: other.amount, currency: other.currency };
}

function hasPriceOf(order: Order, payment: LedgerPayment): boolean {
  return payment.amount === order.amount && payment.currency === order.currency;
}
