import { PaymentError } from './errors.ts';
import type { Money } from './money.ts';
import type { PricedBy } from './payment.ts';
import { holdToLimits, type PricePolicy, priceOpenAmount, readPrice } from './price-policy.ts';
import type { Catalogue } from './product.ts';
import type { RequestTokens, SignedRequest } from './signed-request.ts';

/** What was asked: exactly one of `amount`, `product` and `request`, and what describes the order. */
export interface PriceQuestion {
  /** Decimal string. */
  readonly amount?: string | undefined;
  /** Goes with `amount`. */
  readonly currency?: string | undefined;
  /** Id of a product. */
  readonly product?: string | undefined;
  /** Signed request, a JWT. It says itself what the order is. */
  readonly request?: string | undefined;
  readonly orderId?: string | undefined;
  readonly description?: string | undefined;
}

/** An order with a price, and who set it. */
export interface PricedOrder {
  readonly price: Money;
  readonly pricedBy: PricedBy;
  readonly orderId: string | null;
  readonly description: string | null;
  /** Makes a signed request the same again, in place of the client's key and body; null where nothing was signed. */
  readonly signed: Pick<SignedRequest, 'jti' | 'signedText'> | null;
}

/** What `pricePayment` stands on. */
export interface PricePaymentDeps {
  readonly policy: PricePolicy;
  readonly catalogue: Pick<Catalogue, 'getProduct'>;
  /** Null: signed requests are off. */
  readonly requestTokens: RequestTokens | null;
}

/** Prices what was asked. */
export type PricePayment = (asked: PriceQuestion) => Promise<PricedOrder>;

/**
 * Builds the only place where a price comes from. The limits of each currency hold whoever set it.
 *
 * The returned function throws PaymentError `open_amounts_off`, `product_unknown`, `request_invalid`,
 * `currency_not_accepted`, `amount_out_of_range`, `invalid_request` (a malformed amount) or `ledger_unavailable`.
 */
export function buildPricePayment(deps: PricePaymentDeps): PricePayment {
  return async (asked) => {
    if (asked.product !== undefined) return priceProduct(deps, asked.product, asked);
    if (asked.request !== undefined) return priceSigned(deps, asked.request);
    const { amount, currency, orderId, description } = asked;
    if (amount === undefined) throw new PaymentError('invalid_request', { detail: 'There is no price.' });
    return {
      price: priceOpenAmount(deps.policy, amount, currency),
      pricedBy: 'open',
      orderId: orderId ?? null,
      description: description ?? null,
      signed: null,
    };
  };
}

async function priceProduct(
  { policy, catalogue }: PricePaymentDeps,
  id: string,
  { orderId, description }: PriceQuestion,
): Promise<PricedOrder> {
  const product = await catalogue.getProduct(id);
  if (product === null || !product.active) throw new PaymentError('product_unknown');
  return {
    price: holdToLimits(policy, product.price),
    pricedBy: 'product',
    orderId: orderId ?? null,
    description: description ?? product.title,
    signed: null,
  };
}

async function priceSigned({ policy, requestTokens }: PricePaymentDeps, token: string): Promise<PricedOrder> {
  if (requestTokens === null) {
    throw new PaymentError('request_invalid', { detail: 'Signed requests are not switched on here.' });
  }
  const { amount, currency, orderId, description, jti, signedText } = await requestTokens.verify(token);
  return {
    price: readSignedPrice(policy, amount, currency),
    pricedBy: 'request',
    orderId,
    description,
    signed: { jti, signedText },
  };
}

function readSignedPrice(policy: PricePolicy, amount: string, currency: string): Money {
  try {
    return readPrice(policy, amount, currency);
  } catch (error) {
    // The amount is not a field of the body, so no field of it is wrong.
    if (error instanceof PaymentError && error.code === 'invalid_request') {
      throw new PaymentError('request_invalid', { cause: error });
    }
    throw error;
  }
}
