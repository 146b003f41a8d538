import { PaymentError } from '../payments/errors.ts';
import { compareMoney, type Money, parseMoney } from '../payments/money.ts';
import { BadValue, type Grammar } from './env-reader.ts';
import { listOf } from './grammar.ts';

/** A currency that the merchant takes, with the least and the largest payment, both included. */
export interface AcceptedCurrency {
  /** ISO 4217 code, or `SATS`. */
  readonly currency: string;
  /** More than zero: an invoice over nothing settles by itself at BTCPay. */
  readonly min: Money;
  readonly max: Money;
}

const HINT = 'CODE:MIN-MAX, comma-separated, as USD:20-100,SATS:1000-200000';

function money(amount: string, currency: string): Money {
  try {
    return parseMoney(amount, currency);
  } catch (error) {
    if (!(error instanceof PaymentError)) throw error;
    const what =
      error.code === 'currency_not_accepted'
        ? 'names an unknown currency'
        : 'has an amount that the currency cannot hold';
    throw new BadValue(what);
  }
}

const acceptedCurrency: Grammar<AcceptedCurrency> = {
  hint: HINT,
  parse(text) {
    const [, currency = '', least = '', most = ''] = /^([A-Z]+):([\d.]+)-([\d.]+)$/.exec(text) ?? [];
    if (currency === '') throw new BadValue('has another form');
    const min = money(least, currency);
    const max = money(most, currency);
    if (min.minor === 0n) throw new BadValue('begins at zero');
    if (compareMoney(min, max) > 0) throw new BadValue('has a minimum above its maximum');
    return { currency, min, max };
  },
};

/** The currencies that a merchant takes; the first is used when a request names none. */
export const acceptedCurrencies: Grammar<readonly AcceptedCurrency[]> = {
  hint: HINT,
  parse(text) {
    const accepted = listOf(acceptedCurrency, HINT).parse(text);
    if (new Set(accepted.map((one) => one.currency)).size < accepted.length)
      throw new BadValue('names a currency twice');
    return accepted;
  },
};
