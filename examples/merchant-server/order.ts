/** What the shop itself wrote down when the customer ordered. Nothing that a page or an event says changes it. */
export interface Order {
  /** `A-` and 16 hex characters: it is also the address of the order's page, so it cannot be guessed. */
  readonly id: string;
  readonly item: string;
  /** Decimal string with the currency's decimals, e.g. `80.00`: as lightning-pay writes amounts too. */
  readonly amount: string;
  /** ISO 4217 code. */
  readonly currency: string;
  readonly state: 'unpaid' | 'paid';
  /** Payment that paid it; null while it is unpaid. */
  readonly paymentId: string | null;
}

/** A payment as lightning-pay tells the shop, in a webhook or when it is asked: as far as this shop looks at it. */
export interface Payment {
  readonly id: string;
  /** `LP-XXXX-XXXX`, to find it by. */
  readonly reference: string;
  readonly status: string;
  readonly flags: readonly string[];
  /** Who set the price: `open` (the page), `product` (the server's catalogue) or `request` (this shop, signed). */
  readonly pricedBy: string;
  readonly amount: string;
  readonly currency: string;
  readonly orderId: string | null;
}

/**
 * Reads a payment out of what lightning-pay sent.
 *
 * @throws TypeError where it is no payment.
 */
export function readPayment(value: unknown): Payment {
  const { id, reference, status, flags, pricedBy, amount, currency, orderId } = fields(value);
  const texts = [id, reference, status, pricedBy, amount, currency];
  const isOrder = orderId === null || typeof orderId === 'string';
  if (!texts.every((text) => typeof text === 'string') || !Array.isArray(flags) || !isOrder) {
    throw new TypeError('Not a payment.');
  }
  return { id, reference, status, flags, pricedBy, amount, currency, orderId } as Payment; // as was just checked
}

/** The fields of a JSON object; none where it is something else. */
export function fields(value: unknown): Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null ? { ...value } : {};
}
