import { join } from 'node:path';
import type { Bench, Measurement } from '../bench.ts';
import { openEventStream } from '../event-stream.ts';
import { createHttpClient, type HttpClient } from '../http-client.ts';
import { percentile } from '../percentiles.ts';
import { listeningAddress } from '../programs.ts';
import { takeSamples } from '../sampling.ts';
import { createShopper, type SignedWebhook } from '../shopper.ts';
import { startStack } from '../stack.ts';

const RELAY = join(import.meta.dirname, '../controls/relay.ts');

/**
 * From the first byte of BTCPay's webhook until the page's stream said `settled`: signature, inbox, reading the invoice
 * back, ledger, feed. The control is a relay that does none of it. Each sample is paired with one of the control.
 */
export const webhookToPage: Measurement = {
  name: 'webhook in -> page told (PGlite)',
  async measure(bench) {
    const samples = await sample(bench);
    return [
      [50, 15],
      [99, 50],
    ].map(([percent = 0, atMost = 0]) => ({
      name: `webhook in -> page told (PGlite), p${percent} of ${samples.length}`,
      unit: 'ms',
      ours: percentile(
        samples.map((s) => s.ours),
        percent,
      ),
      control: percentile(
        samples.map((s) => s.control),
        percent,
      ),
      controlName: 'raw node:http: POST in, SSE out',
      target: { atMost },
    }));
  },
};

async function sample({
  programs,
  folder,
  defer,
}: Bench): Promise<readonly { ours: number; control: number }[]> {
  const stack = await startStack(programs, { dataDir: await folder() });
  const relay = await programs.start({ script: RELAY, readyFrom: listeningAddress });
  const shopper = createShopper(stack);
  const server = createHttpClient(stack.url);
  const raw = createHttpClient(relay.ready);
  for (const client of [shopper, server, raw]) defer(client.close);
  const samples = await takeSamples({
    warmUp: 40,
    atMost: 200,
    atLeast: 50,
    budgetMs: 15_000,
    async take(index) {
      const payment = await shopper.create();
      const webhook = shopper.webhook((await shopper.pay(payment)).invoiceId);
      const measured = {
        ours: () =>
          timeTold({
            client: server,
            streamUrl: `${stack.url}/v1/payments/${payment.id}/events`,
            headers: { authorization: `Bearer ${payment.clientSecret}` },
            path: '/webhooks/btcpay',
            webhook,
            before: '"status":"new"',
            told: '"status":"settled"',
          }),
        control: () =>
          timeTold({
            client: raw,
            streamUrl: `${relay.ready}/events/${payment.id}`,
            headers: {},
            path: `/told/${payment.id}`,
            webhook,
            before: 'retry:',
            told: 'event: payment',
          }),
      };
      // By turns the one and the other goes first: whatever the machine does meanwhile strikes both.
      if (index % 2 === 0) {
        const ours = await measured.ours();
        return { ours, control: await measured.control() };
      }
      const control = await measured.control();
      return { ours: await measured.ours(), control };
    },
  });
  await relay.stop();
  await stack.stop();
  return samples;
}

interface Telling {
  readonly client: HttpClient;
  readonly streamUrl: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly path: string;
  readonly webhook: SignedWebhook;
  /** What the stream says at first. */
  readonly before: string;
  /** What it says once the page is told. */
  readonly told: string;
}

async function timeTold({
  client,
  streamUrl,
  headers,
  path,
  webhook,
  before,
  told,
}: Telling): Promise<number> {
  const stream = await openEventStream(streamUrl, headers);
  await stream.heard(before);
  const heard = stream.heard(told);
  const sentMs = performance.now();
  const [atMs, { status }] = await Promise.all([
    heard,
    client.send('POST', path, webhook.headers, webhook.body),
  ]);
  stream.close();
  if (status !== 204) throw new Error(`webhook: ${status}`);
  return atMs - sentMs;
}
