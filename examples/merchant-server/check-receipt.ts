import { readFileSync } from 'node:fs';
import { text } from 'node:stream/consumers';
import { ReceiptRefused, verifyReceipt } from './verify-receipt.ts';

/**
 * Verifies a receipt from the command line, without a network:
 *
 *     curl -o jwks.json https://pay.example.com/.well-known/jwks.json    (once)
 *     node check-receipt.ts jwks.json https://pay.example.com A-1 50.00 USD < receipt.jwt
 *
 * It ends with 0 where the receipt holds, with 1 where it does not, with 2 where it was called otherwise.
 */
const [path, origin, id, amount, currency] = process.argv.slice(2);
if (!path || !origin || !id || !amount || !currency) {
  console.error(
    'Usage: node check-receipt.ts <jwks.json> <origin> <order id> <amount> <currency> < receipt.jwt',
  );
  process.exit(2);
}
try {
  const keys = JSON.parse(readFileSync(path, 'utf8'));
  const receipt = (await text(process.stdin)).trim();
  const { reference, settledAt } = await verifyReceipt(receipt, { origin, keys }, { id, amount, currency });
  console.log(`Order ${id} was paid: ${reference}, ${settledAt}`);
} catch (error) {
  if (!(error instanceof ReceiptRefused)) throw error;
  console.error(`Refused: ${error.fault}`);
  process.exitCode = 1;
}
