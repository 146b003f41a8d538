import { CheckoutError } from '../errors.ts';
import { parseAmount } from '../money.ts';
import type { Payment } from '../payment.ts';
import type { CreatePaymentInput } from '../payment-api.ts';

/** What is charged, and who set it. */
export type Price = Pick<Payment, 'amount' | 'currency' | 'pricedBy'>;

/** What a product and a signed request cost here: the sandbox has no catalogue, and no key to read a request with. */
const FIXED_PRICE = { amount: '25.00', currency: 'USD' } as const;

const DEFAULT_CURRENCY = 'USD';

/** As the server wants it: no sign, no exponent, no comma. */
const AMOUNT = /^(0|[1-9]\d{0,11})(\.\d+)?$/;

/**
 * Prices an order as a server without limits would.
 *
 * @throws CheckoutError `invalid_request` where not exactly one price is given or the amount is none of its currency;
 *   `currency_not_accepted`.
 */
export function priceOrder({ amount, currency, product, request }: CreatePaymentInput): Price {
  const given = [amount, product, request].filter((part) => part !== undefined);
  if (given.length !== 1)
    throw refusal('invalid_request', 'exactly one of amount, product and request is needed');
  if (product !== undefined) return { ...FIXED_PRICE, pricedBy: 'product' };
  if (request !== undefined) return { ...FIXED_PRICE, pricedBy: 'request' };
  return priceAmount(amount ?? '', currency ?? DEFAULT_CURRENCY);
}

function priceAmount(text: string, currency: string): Price {
  if (!/^([A-Z]{3}|SATS)$/.test(currency)) throw refusal('currency_not_accepted', `no currency: ${currency}`);
  const amount = AMOUNT.test(text) ? parseAmount(text, currency) : null;
  if (amount === null) throw refusal('invalid_request', `no amount in ${currency}: ${text}`);
  return { amount, currency, pricedBy: 'open' };
}

function refusal(code: string, message: string): CheckoutError {
  return new CheckoutError(code, { message });
}
