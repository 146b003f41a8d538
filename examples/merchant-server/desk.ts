/** For the people of the shop, in a terminal: `node desk.ts` lists what is to be shipped and what needs a person. */
import { OrderBook } from './order-book.ts';

const orders = new OrderBook(process.env['SHOP_FILE'] ?? 'orders.sqlite');
console.log('To be shipped:');
for (const id of orders.shipments()) console.log(`  ${id}`);
console.log('Needs a person:');
for (const { reference, reason, orderId } of orders.needsAttention()) {
  console.log(`  ${reference}  ${reason}  ${orderId ?? 'without an order'}`);
}
orders.close();
