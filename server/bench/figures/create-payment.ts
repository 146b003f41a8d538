import type { Bench, Measurement } from '../bench.ts';
import { createHttpClient } from '../http-client.ts';
import { percentile } from '../percentiles.ts';
import { creation } from '../shopper.ts';
import { startSqlControl } from '../sql-control.ts';
import { startStack } from '../stack.ts';
import { startTimedProxy, type TimedProxy } from '../timed-proxy.ts';

const SAMPLES = 300;
const WARM_UP = 60;

/**
 * `POST /v1/payments`, less the time in which BTCPay was at it: a proxy before BTCPay takes that. The control is the SQL
 * of a creation by the driver alone. Each sample is paired with one of the control.
 */
export const createPayment: Measurement = {
  name: 'POST /v1/payments less BTCPay (PGlite)',
  async measure(bench) {
    const { ours, control } = await sample(bench);
    return [
      [50, 5],
      [99, 25],
    ].map(([percent = 0, atMost = 0]) => ({
      name: `POST /v1/payments less BTCPay (PGlite), p${percent}`,
      unit: 'ms',
      ours: percentile(ours, percent),
      control: percentile(control, percent),
      controlName: 'its SQL by the driver',
      target: { atMost },
    }));
  },
};

async function sample(bench: Bench): Promise<{ ours: number[]; control: number[] }> {
  const driver = await startSqlControl(bench);
  let proxy: TimedProxy | undefined;
  const stack = await startStack(bench.programs, {
    dataDir: await bench.folder(),
    async between(btcpayUrl) {
      proxy = await startTimedProxy(btcpayUrl);
      return proxy.url;
    },
  });
  const client = createHttpClient(stack.url);
  const ours: number[] = [];
  const control: number[] = [];
  try {
    for (let i = -WARM_UP; i < SAMPLES; i += 1) {
      const { headers, body } = creation();
      proxy?.takeMs();
      const sentMs = performance.now();
      const { status } = await client.send('POST', '/v1/payments', headers, body);
      const tookMs = performance.now() - sentMs;
      if (status !== 201) throw new Error(`create: ${status}`);
      const insideMs = proxy?.takeMs() ?? 0;
      const sqlMs = await driver.run({ do: 'create' });
      if (i < 0) continue;
      ours.push(tookMs - insideMs);
      control.push(sqlMs);
    }
  } finally {
    client.close();
    proxy?.close();
  }
  await stack.stop();
  await driver.stop();
  return { ours, control };
}
