import type { Order } from './checkout-setup.ts';

/** Names of an order's parts, as the hosted page takes them in its address. */
const PARTS = ['amount', 'currency', 'product', 'request', 'orderId', 'description', 'email'] as const;

/** Address of the page of the server where the same can be paid without any script of ours. */
export function hostedPage(order: Order, server: URL): string {
  const page = new URL('pay', server);
  for (const part of PARTS) if (order[part]) page.searchParams.set(part, order[part]);
  return page.href;
}
