import type { Bench, Measurement } from '../bench.ts';
import { createHttpClient } from '../http-client.ts';
import { percentile } from '../percentiles.ts';
import { takeSamples } from '../sampling.ts';
import { creation } from '../shopper.ts';
import { startSqlControl } from '../sql-control.ts';
import { startStack } from '../stack.ts';
import { startTimedProxy, type TimedProxy } from '../timed-proxy.ts';

/**
 * `POST /v1/payments`, less the time in which BTCPay was at it: a proxy before BTCPay takes that. The control is the SQL
 * of a creation by the driver alone. Each sample is paired with one of the control.
 */
export const createPayment: Measurement = {
  name: 'POST /v1/payments less BTCPay (PGlite)',
  async measure(bench) {
    const samples = await sample(bench);
    return [
      [50, 5],
      [99, 25],
    ].map(([percent = 0, atMost = 0]) => ({
      name: `POST /v1/payments less BTCPay (PGlite), p${percent} of ${samples.length}`,
      unit: 'ms',
      ours: percentile(
        samples.map((s) => s.ours),
        percent,
      ),
      control: percentile(
        samples.map((s) => s.control),
        percent,
      ),
      controlName: 'its SQL by the driver',
      target: { atMost },
    }));
  },
};

async function sample(bench: Bench): Promise<readonly { ours: number; control: number }[]> {
  const recorded = await bench.recordedSql();
  const driver = await startSqlControl(bench);
  let proxy: TimedProxy | undefined;
  const stack = await startStack(bench.programs, {
    dataDir: await bench.folder(),
    async between(btcpayUrl) {
      proxy = await startTimedProxy(btcpayUrl);
      bench.defer(proxy.close);
      return proxy.url;
    },
  });
  const client = createHttpClient(stack.url);
  bench.defer(client.close);
  const samples = await takeSamples({
    warmUp: 40,
    atMost: 200,
    atLeast: 50,
    budgetMs: 15_000,
    async take(index) {
      const { headers, body } = creation();
      proxy?.takeMs();
      const sentMs = performance.now();
      const { status } = await client.send('POST', '/v1/payments', headers, body);
      const tookMs = performance.now() - sentMs;
      if (status !== 201) throw new Error(`create: ${status}`);
      const ours = tookMs - (proxy?.takeMs() ?? 0);
      return { ours, control: await driver.run([recorded[index]?.create ?? []], 1) };
    },
  });
  await stack.stop();
  await driver.stop();
  return samples;
}
