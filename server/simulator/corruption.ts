import type { CreateRequest } from './create-request.ts';
import { parseDecimal } from './decimal.ts';

/**
 * What is wrong with the next invoice that is created. Nothing of it is an error to BTCPay: it believes that the
 * client asked for this.
 */
export interface Corruption {
  /** `none`: no method at all; `lazy`: the method without a BOLT11. */
  readonly lightning?: 'none' | 'lazy' | undefined;
  /** Decimal string in place of the requested amount; `"0"` settles by itself. */
  readonly amount?: string | undefined;
  /** Code in place of the requested one. */
  readonly currency?: string | undefined;
  /** `mainnet`: the BOLT11 is `lnbc…`. */
  readonly network?: 'mainnet' | undefined;
  /** Sats that the method claims in `due` and `amount`, unlike its BOLT11. */
  readonly due?: number | undefined;
}

/** The request as a corrupted BTCPay understands it. */
export function corruptRequest(request: CreateRequest, corruption: Corruption): CreateRequest {
  const { amount, currency, lightning } = corruption;
  return {
    ...request,
    amount: amount === undefined ? request.amount : parseDecimal(amount),
    currency: currency ?? request.currency,
    lazy: request.lazy || lightning === 'lazy',
  };
}
