import type { IntentParts } from './intent.ts';
import type { CreatePaymentInput } from './payment-api.ts';

/** What a tag asks to be paid for: the element's attributes. */
export interface Order {
  readonly amount: string | null;
  readonly currency: string | null;
  readonly product: string | null;
  readonly request: string | null;
  readonly orderId: string | null;
  readonly description: string | null;
  readonly email: string | null;
  /** `id` attribute of the element. */
  readonly id: string;
}

/** Currency of an amount that names none. */
const DEFAULT_CURRENCY = 'USD';

/** ISO 4217 code, or `SATS`. */
export const currencyOf = (order: Pick<Order, 'currency'> | null): string =>
  order?.currency || DEFAULT_CURRENCY;

/** What makes two presses on such a tag the same payment. */
export function intentParts(order: Order, server: URL): IntentParts {
  const { amount, product, request, orderId } = order;
  const currency = currencyOf(order);
  return { server: server.href, amount, currency, product, request, orderId, elementId: order.id || null };
}

/**
 * What such a tag asks of the server. Where more than one price is given, the one that the page cannot edit counts. A
 * signed request says itself what is paid for.
 */
export function paymentInput(order: Order): CreatePaymentInput {
  const { amount, product, request, orderId, description, email } = order;
  const currency = currencyOf(order);
  const price = product ? { product } : { amount, currency };
  const wanted = request ? { request, email } : { ...price, orderId, description, email };
  const given = Object.entries(wanted).filter(([, value]) => value);
  return Object.fromEntries(given);
}

/** The order of a tag, with the amount that was typed where it names no price. */
export function orderOf(tag: Order, typedAmount: string | null): Order {
  const { product, request, currency, orderId, description, email, id } = tag;
  return { amount: tag.amount || typedAmount, product, request, currency, orderId, description, email, id };
}

/** Whether a tag says what is to be paid; where not, the customer does. */
export function hasPrice({
  amount,
  product,
  request,
}: Pick<Order, 'amount' | 'product' | 'request'>): boolean {
  return Boolean(amount || product || request);
}
