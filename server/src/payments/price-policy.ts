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
 * @throws PaymentError `open_amounts_off`, `currency_not_accepted`, `amount_out_of_range`, or `invalid_request` for a
 *   malformed amount.
 */
export function priceOpenAmount(policy: PricePolicy, amount: string, currency: string | undefined): Money {
  if (!policy.openAmounts) throw new PaymentError('open_amounts_off');
  const wanted = currency ?? policy.currencies[0].currency;
  const limits = policy.currencies.find((entry) => entry.currency === wanted);
  if (limits === undefined) {
    const accepted = policy.currencies.map((entry) => entry.currency).join(', ');
    throw new PaymentError('currency_not_accepted', { detail: `Accepted: ${accepted}.` });
  }
  const price = parseMoney(amount, wanted);
  if (!isWithin(price, limits.min, limits.max)) {
    const range = `${formatMoney(limits.min)} to ${formatMoney(limits.max)} ${wanted}`;
    throw new PaymentError('amount_out_of_range', { detail: `Accepted: ${range}.` });
  }
  return price;
}
