import { PaymentError } from '../../payments/errors.ts';
import type { AppDeps } from '../deps.ts';
import { checkUnpriced, isPriced, type Order, toBody } from './order.ts';
import type { Offer } from './order-page.ts';

/**
 * Looks up what an order asks for; nothing is made.
 *
 * @throws PaymentError `invalid_request`, `open_amounts_off`, or as `pricePayment`.
 */
export async function findOffer(
  { settings, pricePayment }: Pick<AppDeps, 'settings' | 'pricePayment'>,
  order: Order,
): Promise<Offer> {
  const { openAmounts, currencies } = settings.pricing;
  if (isPriced(order)) {
    const { price, description, orderId } = await pricePayment(toBody(order));
    return { order, price, description, orderId, currencies };
  }
  if (!openAmounts) throw new PaymentError('open_amounts_off');
  checkUnpriced(order);
  const { currency, description = null, orderId = null } = order;
  const wanted = currencies.find((limits) => limits.currency === currency);
  if (currency !== undefined && wanted === undefined) throw new PaymentError('currency_not_accepted');
  return {
    order,
    price: null,
    description,
    orderId,
    currencies: wanted === undefined ? currencies : [wanted],
  };
}
