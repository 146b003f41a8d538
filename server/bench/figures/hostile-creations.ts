import { randomBytes } from 'node:crypto';
import { setTimeout as wait } from 'node:timers/promises';
import type { Bench, Measurement } from '../bench.ts';
import { createBuyers, type Purchase } from '../buyers.ts';
import type { Figure } from '../figure.ts';
import { createHttpClient, type HttpClient } from '../http-client.ts';
import { inParallel } from '../in-parallel.ts';
import { percentile } from '../percentiles.ts';
import { creation } from '../shopper.ts';
import { type Stack, startStack } from '../stack.ts';

const FLOOD = 10_000;
/** Fewer are no flood. */
const LEAST = 2_000;
const FLOOD_AT_ONCE = 25;
const BUYERS = 50;
const BUYERS_AT_ONCE = 10;
/** No creation is sent and no buyer waits after these, so that a busy machine makes the flood smaller, not longer. */
const FLOOD_BUDGET_MS = 30_000;
const BUDGET_MS = 45_000;
const PROBE_EVERY_MS = 20;
/** Those of production. */
const LIMITS = { RATE_LIMIT: 100, MINT_RATE: 50, MAX_OPEN_PAYMENTS: 20_000 } as const;
/** What is left to open payments. */
const OPEN_SHARE = 0.8;

/**
 * 10,000 creations of open payments from 100 addresses and one /64, as fast as they are answered, while 50 buyers pay for
 * products and signed requests, at the default limits. The control of the buyers and of the other routes is the same
 * without the flood; that of the invoices is what the limits allow in the time that the flood took.
 */
export const hostileCreations: Measurement = {
  name: `${FLOOD} hostile creations against ${BUYERS} buyers`,
  async measure(bench) {
    const { calm, stormy, flood, minted } = await run(bench);
    const name = (what: string) => `${flood.sent} hostile creations (PGlite): ${what}`;
    const refusals = stormy.purchases.reduce((sum, purchase) => sum + purchase.refusals, 0);
    return [
      {
        name: name(`buyers who are paid, of ${BUYERS} (429 met ${refusals} times)`),
        unit: 'count',
        ours: paid(stormy.purchases),
        control: paid(calm.purchases),
        controlName: 'without the flood',
        target: { atLeastTimes: 1 },
      },
      {
        name: name('answers but 201 and 429 with Retry-After'),
        unit: 'count',
        ours: flood.oddAnswers,
        control: 0,
        controlName: `of ${flood.sent}, ${flood.created} created`,
        target: { atMost: 0 },
      },
      {
        name: name('invoices made for the flood'),
        unit: 'count',
        ours: minted - 2 * BUYERS,
        control: allowedIn(flood.tookMs),
        controlName: `allowed in ${(flood.tookMs / 1_000).toFixed(1)} s`,
        target: { atMostTimes: 1 },
      },
      {
        name: name(`other routes, p99 of ${stormy.probesMs.length}`),
        unit: 'ms',
        ours: percentile(stormy.probesMs, 99),
        control: percentile(calm.probesMs, 99),
        controlName: 'without the flood',
        target: { atMost: 500 },
      },
    ] satisfies readonly Figure[];
  },
};

interface Observed {
  readonly purchases: readonly Purchase[];
  readonly probesMs: readonly number[];
}

interface Flood {
  readonly sent: number;
  readonly created: number;
  readonly oddAnswers: number;
  readonly tookMs: number;
}

async function run(bench: Bench) {
  const endMs = performance.now() + BUDGET_MS;
  const merchantKey = randomBytes(32).toString('hex');
  const stack = await startStack(bench.programs, {
    dataDir: await bench.folder(),
    webhooks: true,
    env: {
      ...Object.fromEntries(Object.entries(LIMITS).map(([variable, value]) => [variable, String(value)])),
      TRUSTED_PROXIES: '127.0.0.1',
      REQUEST_SIGNING_SECRET: randomBytes(32).toString('hex'),
      MERCHANT_API_KEY: merchantKey,
    },
  });
  const buyers = createBuyers(stack, merchantKey, endMs);
  const attacker = createHttpClient(stack.url);
  const visitor = createHttpClient(stack.url);
  for (const client of [buyers, attacker, visitor]) bench.defer(client.close);
  await buyers.stock();

  const shop = (from: number) => watched(visitor, () => buyAll((index) => buyers.buy(from + index)));
  const calm = await shop(0);
  const [flood, stormy] = await Promise.all([sendFlood(attacker), shop(BUYERS)]);
  const minted = await invoicesAt(stack);
  await stack.stop();
  return { calm, stormy, flood, minted };
}

async function buyAll(buy: (index: number) => Promise<Purchase>): Promise<readonly Purchase[]> {
  const purchases: Purchase[] = [];
  await inParallel(BUYERS, BUYERS_AT_ONCE, async (index) => {
    purchases.push(await buy(index));
  });
  return purchases;
}

/** Times what other visitors ask for, while the buyers buy. */
async function watched(visitor: HttpClient, buying: () => Promise<readonly Purchase[]>): Promise<Observed> {
  const probesMs: number[] = [];
  let over = false;
  const probe = async () => {
    for (let index = 0; !over; index += 1) {
      const startedMs = performance.now();
      const { status } = await visitor.send('GET', index % 2 === 0 ? '/v1/config' : '/openapi.json', {});
      if (status !== 200) throw new Error(`other routes: ${status}`);
      probesMs.push(performance.now() - startedMs);
      await wait(PROBE_EVERY_MS);
    }
  };
  const bought = buying().finally(() => {
    over = true;
  });
  const [purchases] = await Promise.all([bought, probe()]);
  return { purchases, probesMs };
}

async function sendFlood(attacker: HttpClient): Promise<Flood> {
  const startedMs = performance.now();
  let sent = 0;
  let created = 0;
  let oddAnswers = 0;
  await inParallel(FLOOD, FLOOD_AT_ONCE, async (index) => {
    if (performance.now() > startedMs + FLOOD_BUDGET_MS) return;
    sent += 1;
    const { headers, body } = creation();
    const hostile = { ...headers, 'x-forwarded-for': addressOf(index) };
    const { status, retryAfterSeconds } = await attacker.send('POST', '/v1/payments', hostile, body);
    if (status === 201) created += 1;
    else if (status !== 429 || !((retryAfterSeconds ?? 0) > 0)) oddAnswers += 1;
  });
  if (sent < LEAST) throw new Error(`${sent} creations in ${FLOOD_BUDGET_MS / 1_000} s, ${LEAST} are needed`);
  return { sent, created, oddAnswers, tookMs: performance.now() - startedMs };
}

/** In turns one of 100 addresses, and one that changes within a /64. */
function addressOf(index: number): string {
  return index % 2 === 0 ? `198.51.100.${(index / 2) % 100}` : `2001:db8:bad::${index.toString(16)}`;
}

/** What the limits let 101 clients have made in this time: as many windows of a second as it can touch. */
function allowedIn(tookMs: number): number {
  const windows = Math.ceil(tookMs / 1_000) + 1;
  return Math.min(
    101 * LIMITS.RATE_LIMIT,
    OPEN_SHARE * LIMITS.MINT_RATE * windows,
    OPEN_SHARE * LIMITS.MAX_OPEN_PAYMENTS,
  );
}

async function invoicesAt({ btcpayUrl, storeId, apiKey }: Stack): Promise<number> {
  const btcpay = createHttpClient(btcpayUrl);
  const path = `/api/v1/stores/${storeId}/invoices`;
  const { text } = await btcpay.send('GET', path, { authorization: `token ${apiKey}` });
  btcpay.close();
  return (JSON.parse(text) as unknown[]).length; // the simulator's own answer
}

function paid(purchases: readonly Purchase[]): number {
  return purchases.filter(({ settled }) => settled).length;
}
