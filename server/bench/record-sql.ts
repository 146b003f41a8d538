import { join } from 'node:path';
import type { Bench } from './bench.ts';
import { openEventStream } from './event-stream.ts';
import { createHttpClient } from './http-client.ts';
import { createShopper, readHeaders } from './shopper.ts';
import type { PaymentCalls, SqlCall } from './sql-call.ts';
import { startStack } from './stack.ts';

const RECORDER = join(import.meta.dirname, 'controls/sql-recorder.ts');

/**
 * Has a server of its own create, read and settle payments, and writes down its SQL. So the control repeats exactly what
 * the server asks for, whatever that is, on a ledger of its own.
 */
export async function recordSql(
  { programs, folder }: Bench,
  count: number,
): Promise<readonly PaymentCalls[]> {
  const nodeOptions = ['--import', RECORDER];
  const stack = await startStack(programs, { dataDir: await folder(), nodeOptions });
  const take = async () => (await stack.server.ask({})) as SqlCall[]; // the recorder's answer
  const shopper = createShopper(stack);
  const client = createHttpClient(stack.url);
  const lives: { ids: string[]; create: SqlCall[]; read: SqlCall[] }[] = [];
  const rest: SqlCall[] = [];
  try {
    for (let i = 0; i < count; i += 1) {
      rest.push(...(await take()));
      const payment = await shopper.create();
      const create = await take();
      await client.send('GET', `/v1/payments/${payment.id}`, readHeaders(payment));
      const read = await take();
      const { invoiceId } = await shopper.pay(payment);
      const webhook = shopper.webhook(invoiceId);
      const stream = await openEventStream(
        `${stack.url}/v1/payments/${payment.id}/events`,
        readHeaders(payment),
      );
      await take(); // the stream's own reading
      await client.send('POST', '/webhooks/btcpay', webhook.headers, webhook.body);
      await stream.heard('"status":"settled"');
      lives.push({ ids: [payment.id, invoiceId, webhook.deliveryId], create, read });
    }
  } finally {
    shopper.close();
    client.close();
  }
  rest.push(...(await take()));
  await stack.stop();
  // A page is told before the webhook is marked as applied, so the last payment's calls may not all be there.
  return lives.slice(0, -1).map(({ ids, create, read }) => {
    const ofPayment = ({ args }: SqlCall) => ids.some((id) => JSON.stringify(args).includes(id));
    return {
      create: create.filter(ofPayment),
      read: read.filter(ofPayment),
      settle: rest.filter(ofPayment),
    };
  });
}
