import { judgePayment } from './judge-payment.ts';
import { fields, type Order, readPayment } from './order.ts';
import type { OrderBook } from './order-book.ts';

const DEADLINE_MS = 5_000;

/**
 * Asks lightning-pay whether an order is paid, and ships it if so: for a shop whose webhook has not come yet, or that
 * takes none. It ends in the same conditional write.
 *
 * @param payUrl Where lightning-pay is.
 * @param readKey The server's `MERCHANT_READ_KEY`: it can read payments and nothing else.
 * @returns The order as it stands then.
 * @throws Error where lightning-pay does not answer: the order stays as it is.
 */
export async function lookUp(
  order: Order,
  orders: OrderBook,
  payUrl: string,
  readKey: string,
): Promise<Order> {
  if (order.state === 'paid') return order;
  const query = new URLSearchParams({ orderId: order.id, status: 'settled', limit: '100' });
  const answer = await fetch(new URL(`/v1/merchant/payments?${query}`, payUrl), {
    headers: { authorization: `Bearer ${readKey}` },
    signal: AbortSignal.timeout(DEADLINE_MS),
  });
  if (!answer.ok) throw new Error(`lightning-pay answered ${answer.status}.`);
  const { items } = fields(await answer.json());
  for (const payment of (Array.isArray(items) ? items : []).map(readPayment)) {
    orders.record(null, payment, judgePayment('payment.settled', payment, order));
  }
  return orders.find(order.id) ?? order;
}
