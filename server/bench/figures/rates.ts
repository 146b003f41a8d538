import type { Measurement } from '../bench.ts';
import { type EventStream, openEventStream } from '../event-stream.ts';
import type { Figure } from '../figure.ts';
import { createHttpClient } from '../http-client.ts';
import { inParallel } from '../in-parallel.ts';
import { median } from '../percentiles.ts';
import { createShopper, readHeaders, type SignedWebhook } from '../shopper.ts';
import type { SqlCall } from '../sql-call.ts';
import { type SqlControl, startSqlControl } from '../sql-control.ts';
import { type Stack, startStack } from '../stack.ts';

const CONCURRENCY = 8;
const ROUNDS = 3;
const READS = 600;
const SETTLEMENTS = 50;
const CONTROL_NAME = `the same SQL by the driver, ${CONCURRENCY} at once`;

/**
 * How many payments a second are read, and settled (webhook in, page told). The control is the SQL of each by the driver
 * alone, as many at once. Rounds of both take turns, the first of each warms up, the middle one counts.
 */
export const rates: Measurement = {
  name: 'reads and settlements a second (PGlite)',
  async measure(bench) {
    const recorded = await bench.recordedSql();
    const driver = await startSqlControl(bench);
    await driver.run(
      recorded.map(({ create }) => create),
      1,
    );
    const stack = await startStack(bench.programs, { dataDir: await bench.folder() });
    const reads = await compare(
      () => readRate(stack),
      () =>
        driverRate(
          driver,
          Array.from({ length: READS }, (_, i) => recorded[i % CONCURRENCY]?.read ?? []),
        ),
    );
    const settlements = await compare(
      () => settleRate(stack),
      (round) =>
        driverRate(
          driver,
          recorded.slice(round * SETTLEMENTS, (round + 1) * SETTLEMENTS).map((life) => life.settle),
        ),
    );
    await stack.stop();
    await driver.stop();
    return [
      { name: 'GET /v1/payments/:id a second (PGlite)', ...reads },
      { name: 'settlements a second (PGlite)', ...settlements },
    ].map((found) => ({
      ...found,
      unit: '/s',
      controlName: CONTROL_NAME,
      target: { atLeastTimes: 0.7 },
    }));
  },
};

async function compare(
  ours: () => Promise<number>,
  control: (round: number) => Promise<number>,
): Promise<Pick<Figure, 'ours' | 'control'>> {
  const found: { ours: number; control: number }[] = [];
  for (let round = 0; round <= ROUNDS; round += 1)
    found.push({ ours: await ours(), control: await control(round) });
  const counted = found.slice(1);
  return { ours: median(counted.map((r) => r.ours)), control: median(counted.map((r) => r.control)) };
}

async function driverRate(driver: SqlControl, groups: readonly (readonly SqlCall[])[]): Promise<number> {
  if (groups.some((group) => group.length === 0)) throw new Error('SQL of the server is missing');
  return (groups.length * 1_000) / (await driver.run(groups, CONCURRENCY));
}

async function readRate(stack: Stack): Promise<number> {
  const shopper = createShopper(stack);
  const client = createHttpClient(stack.url);
  try {
    const payments = await Promise.all(Array.from({ length: CONCURRENCY }, () => shopper.create()));
    return await perSecond(READS, async (index) => {
      const payment = payments[index % payments.length];
      if (payment === undefined) return;
      const { status } = await client.send('GET', `/v1/payments/${payment.id}`, readHeaders(payment));
      if (status !== 200) throw new Error(`read: ${status}`);
    });
  } finally {
    client.close();
    shopper.close();
  }
}

async function settleRate(stack: Stack): Promise<number> {
  const shopper = createShopper(stack);
  const client = createHttpClient(stack.url);
  try {
    const waiting: { readonly webhook: SignedWebhook; readonly stream: EventStream }[] = [];
    for (let i = 0; i < SETTLEMENTS; i += 1) {
      const payment = await shopper.create();
      const webhook = shopper.webhook((await shopper.pay(payment)).invoiceId);
      const stream = await openEventStream(
        `${stack.url}/v1/payments/${payment.id}/events`,
        readHeaders(payment),
      );
      waiting.push({ webhook, stream });
    }
    return await perSecond(SETTLEMENTS, async (index) => {
      const payment = waiting[index];
      if (payment === undefined) return;
      const { headers, body } = payment.webhook;
      const settled = payment.stream.heard('"status":"settled"');
      const [{ status }] = await Promise.all([
        client.send('POST', '/webhooks/btcpay', headers, body),
        settled,
      ]);
      if (status !== 204) throw new Error(`webhook: ${status}`);
    });
  } finally {
    client.close();
    shopper.close();
  }
}

async function perSecond(count: number, work: (index: number) => Promise<void>): Promise<number> {
  const startedMs = performance.now();
  await inParallel(count, CONCURRENCY, work);
  return (count * 1_000) / (performance.now() - startedMs);
}
