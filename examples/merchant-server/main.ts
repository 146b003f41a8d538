/** The shop as a program: `node main.ts`, with its environment as README.md names it. */
import { openShop } from './shop.ts';

const names = ['LIGHTNING_PAY_URL', 'REQUEST_SIGNING_SECRET', 'MERCHANT_WEBHOOK_SECRET', 'MERCHANT_READ_KEY'];
const missing = names.filter((name) => !process.env[name]);
if (missing.length > 0) {
  console.error(`Please set ${missing.join(', ')}.`);
  process.exit(1);
}
// Every one of them was just seen.
const [payUrl, signingSecret, webhookSecret, readKey] = names.map((name) => process.env[name]) as [
  string,
  string,
  string,
  string,
];
const { url } = await openShop({
  file: process.env['SHOP_FILE'] ?? 'orders.sqlite',
  port: Number(process.env['PORT'] ?? 8789),
  payUrl,
  signingSecret,
  webhookSecret,
  readKey,
});
console.log(`shop: ${url}`);
