import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import * as fc from 'fast-check';
import { expect } from 'vitest';
import type { Timings } from '../../../src/timings.ts';
import { MERCHANT_KEY, READ_KEY, type Rig, startRig } from '../../acceptance/rig.ts';
import { type FuzzRequest, fuzzRequest, type OpenApi } from './fuzz-request.ts';

/** What a run saw. */
export interface FuzzReport {
  /** How many answers had each status. */
  readonly statuses: ReadonlyMap<number, number>;
  /** Growth of the heap from the first quarter to the end, bytes, both after a collection. */
  readonly heapGrowth: number;
}

/**
 * Deadlines at BTCPay are for a BTCPay that fails. Here it runs in this very thread, with the server, the ledger and what
 * makes the requests: when a busy machine, or the sweep over hundreds of invoices, holds the thread up for the 3 s of a
 * read, the creation under way rightly ends with 503.
 */
const PATIENT: Partial<Timings> = { btcpayReadMs: 120_000, btcpayListMs: 120_000, btcpayCreateMs: 120_000 };

/**
 * Sends requests made from the server's own description, and holds every answer to the same rules: below 500, problems as
 * problem+json, nothing logged as a bug.
 *
 * @param seed Of the requests; the same seed sends the same, but for keys and ids.
 */
export async function fuzz(count: number, seed: number): Promise<FuzzReport> {
  const bugs: unknown[] = [];
  const rig = await startRig({
    settings: { merchantApiKeys: [MERCHANT_KEY] },
    refunds: ['cancreatenonapprovedpullpayments'],
    timings: PATIENT,
    wrap: (ports) => ({
      ...ports,
      requestLog: { request: () => {}, failure: (_, error) => bugs.push(error) },
    }),
  });
  try {
    const payment = await rig.createPayment();
    const document = (await (await fetch(`${rig.url}/openapi.json`)).json()) as OpenApi;
    const requests = fuzzRequest(document, {
      paymentId: payment.id,
      authorizations: [payment.clientSecret, READ_KEY, MERCHANT_KEY].map((key) => `Bearer ${key}`),
      webhookSecret: 'example-webhook-secret',
      cookie: `lp_client_secret=${payment.clientSecret}`,
      ownOrigin: 'https://pay.example.com',
    });
    const statuses = new Map<number, number>();
    const heaps: number[] = [];
    let sent = 0;
    const property = fc.asyncProperty(requests, async (request) => {
      const status = await judge(rig, request).finally(() => expect(bugs).toEqual([]));
      statuses.set(status, (statuses.get(status) ?? 0) + 1);
      sent += 1;
      if (sent === Math.floor(count / 4) || sent === count) heaps.push(usedHeap());
    });
    await fc.assert(property, { numRuns: count, seed });
    expect((await fetch(`${rig.url}/healthz`)).status, 'it lives').toBe(200);
    expect((await rig.payment(payment)).id, 'and serves').toBe(payment.id);
    return { statuses, heapGrowth: (heaps[1] ?? 0) - (heaps[0] ?? 0) };
  } finally {
    await rig.stop();
  }
}

async function judge(rig: Rig, { method, target, headers, body }: FuzzRequest): Promise<number> {
  const abort = new AbortController();
  const answer = await fetch(rig.url + target, {
    method,
    headers,
    body,
    signal: abort.signal,
    redirect: 'manual',
  });
  const type = answer.headers.get('content-type');
  if (type?.startsWith('text/event-stream')) abort.abort();
  else {
    const text = await answer.text();
    const counted = JSON.stringify([...rig.seen.counts]);
    expect(answer.status, `${text} after ${counted}`).toBeLessThan(500);
    // Pages for people answer with pages, and refuse before they look at a thing no browser sends.
    const isPage = /^\/(pay|receipt)\b/.test(target) && type?.startsWith('text/html');
    if (answer.status >= 400 && !isPage) {
      expect(type).toBe('application/problem+json');
      if (method !== 'HEAD')
        expect(JSON.parse(text)).toMatchObject({ status: answer.status, code: expect.any(String) });
    }
  }
  return answer.status;
}

function usedHeap(): number {
  setFlagsFromString('--expose-gc');
  const collect = runInNewContext('gc') as () => void; // what the flag provides
  collect();
  return process.memoryUsage().heapUsed;
}
