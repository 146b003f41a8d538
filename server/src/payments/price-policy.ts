import { PaymentError } from './errors.ts';
import { formatMoney, isWithin, type Money, parseMoney } from './money.ts';

/** Smallest and largest price of a payment in one currency, both included. */
export interface CurrencyLimits {
  readonly currency: string;
  readonly min: Money;
  readonly max: Money;
}

/** What may be charged. */
export interface PricePolicy {
  /** Whether the page may set the price. */
  readonly openAmounts: boolean;
  /** At least one; the first is used when a request names none. */
  readonly currencies: readonly [CurrencyLimits, ...CurrencyLimits[]];
}

/**
 * Prices a payment whose amount the page set.
 *
 * @param amount Decimal string, no more decimals than the currency has.
 * @param currency ISO 4217 code or `SATS`; absent: the policy's first.
 * @throws PaymentError `open_amounts_off`, or as `readPrice`.
 */
export function priceOpenAmount(policy: PricePolicy, amount: string, currency: string | undefined): Money {
  if (!policy.openAmounts) throw new PaymentError('open_amounts_off');
  return readPrice(policy, amount, currency ?? policy.currencies[0].currency);
}

/**
 * Reads a price, whoever set it, and holds it to the limits of its currency.
 *
 * @param amount Decimal string, no more decimals than the currency has.
 * @param currency ISO 4217 code or `SATS`.
 * @throws PaymentError `invalid_request` for a malformed amount, or as `holdToLimits`.
 */
export function readPrice(policy: PricePolicy, amount: string, currency: string): Money {
  limitsOf(policy, currency);
  return holdToLimits(policy, parseMoney(amount, currency));
}

/**
 * Gives a price back if it may be charged.
 *
 * @throws PaymentError `currency_not_accepted`, `amount_out_of_range`.
 */
export function holdToLimits(policy: PricePolicy, price: Money): Money {
  const { currency, min, max } = limitsOf(policy, price.currency);
  if (!isWithin(price, min, max)) {
    const range = `${formatMoney(min)} to ${formatMoney(max)} ${currency}`;
    throw new PaymentError('amount_out_of_range', { detail: `Accepted: ${range}.` });
  }
  return price;
}

function limitsOf({ currencies }: PricePolicy, currency: string): CurrencyLimits {
  const limits = currencies.find((entry) => entry.currency === currency);
  if (limits === undefined) {
    const accepted = currencies.map((entry) => entry.currency).join(', ');
    throw new PaymentError('currency_not_accepted', { detail: `Accepted: ${accepted}.` });
  }
  return limits;
}
