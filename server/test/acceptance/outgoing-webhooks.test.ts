import { Webhook } from 'standardwebhooks';
import { afterAll, afterEach, beforeAll, describe, expect, it, vi } from 'vitest';
import type { DeliveryPage } from '../../src/http/delivery-contract.ts';
import { expectInvariants } from './invariants.ts';
import { merchant, outcome } from './pricing.ts';
import { newKey, READ_KEY } from './rig.ts';
import { type Selling, startSelling, WEBHOOK_SECRET, waitsAt } from './selling.ts';

/** An hour of production is a second here. */
const FACTOR = 3_600;

describe('webhooks that the merchant does not take at once', { timeout: 30_000 }, () => {
  let selling: Selling;
  beforeAll(async () => {
    selling = await startSelling({ factor: FACTOR });
  });
  afterEach(() => expectInvariants(selling.rig.ledger));
  afterAll(() => selling.stop());

  const heardOf = (id: string) => selling.endpoint.heard.filter((webhook) => webhook.id === id);
  const outcomesOf = (id: string) => selling.outcomes.filter((one) => one.id === id);

  it('F31 the merchant returns 500 for an hour: retried on schedule, then delivered; webhook-id constant, timestamp and signature fresh each attempt', async () => {
    // Four tries fall into an hour.
    let tries = 0;
    selling.endpoint.reply = () => {
      tries += 1;
      return { status: tries <= 4 ? 500 : 204 };
    };
    const { id: paymentId } = await selling.sell();
    const { id, attempts } = await selling.until(paymentId, 'delivered');
    expect(attempts.map(({ status }) => status)).toEqual([500, 500, 500, 500, 204]);

    const outcomes = outcomesOf(id);
    for (const [index, waitMs] of waitsAt(FACTOR).slice(1, 5).entries()) {
      const { atMs = 0, durationMs = 0, nextAttemptMs = null } = outcomes[index] ?? {};
      const waitedMs = (nextAttemptMs ?? 0) - atMs - durationMs;
      expect(waitedMs, `wait ${index + 1}`).toBeGreaterThanOrEqual(Math.floor(waitMs * 0.8));
      expect(waitedMs, `wait ${index + 1}`).toBeLessThanOrEqual(Math.ceil(waitMs * 1.2));
      expect(outcomes[index + 1]?.atMs, 'not before').toBeGreaterThanOrEqual(nextAttemptMs ?? Number.NaN);
    }

    const heard = heardOf(id);
    expect(heard).toHaveLength(5);
    const receiver = new Webhook(WEBHOOK_SECRET);
    for (const [index, { body, headers, atMs }] of heard.entries()) {
      const event = receiver.verify(body, headers as Record<string, string>); // none of these is a list
      expect(event).toMatchObject({ type: 'payment.settled', data: { payment: { id: paymentId } } });
      const stamped = Number(headers['webhook-timestamp']);
      expect(stamped).toBeGreaterThanOrEqual(Math.floor((outcomes[index]?.atMs ?? Number.NaN) / 1_000));
      expect(stamped).toBeLessThanOrEqual(Math.floor(atMs / 1_000));
    }
    for (const header of ['webhook-timestamp', 'webhook-signature']) {
      expect(heard.at(-1)?.headers[header]).not.toBe(heard[0]?.headers[header]);
    }
  });

  it('F34 a redirect is a failure and is not followed; Retry-After of 429 and 503 is obeyed; 410 disables the endpoint and alerts', async () => {
    const { endpoint, rig } = selling;
    const replies = [
      { status: 302, headers: { Location: `${endpoint.url}/elsewhere` } },
      { status: 307, headers: { Location: `${endpoint.url}/elsewhere` } },
      { status: 429, headers: { 'Retry-After': '1' } },
      { status: 503, headers: { 'Retry-After': '2' } },
    ];
    endpoint.reply = () => replies.shift() ?? { status: 204 };
    const first = await selling.sell();
    const { id, attempts } = await selling.until(first.id, 'delivered');
    expect(attempts.map(({ status }) => status)).toEqual([302, 307, 429, 503, 204]);
    expect(new Set(endpoint.heard.map(({ path }) => path))).toEqual(new Set(['/webhooks']));
    const outcomes = outcomesOf(id);
    for (const [index, seconds] of [
      [2, 1],
      [3, 2],
    ] as const) {
      const { atMs = 0, durationMs = 0 } = outcomes[index] ?? {};
      const earliest = atMs + durationMs + seconds * 1_000;
      expect(outcomes[index]?.nextAttemptMs).toBeGreaterThanOrEqual(earliest);
      expect(outcomes[index + 1]?.atMs).toBeGreaterThanOrEqual(earliest);
    }

    endpoint.reply = () => ({ status: 410 });
    const second = await selling.sell();
    await vi.waitFor(() => expect(rig.seen.alerts.map(({ name }) => name)).toEqual(['endpoint_closed']), {
      timeout: 10_000,
    });
    const third = await selling.sell();
    await vi.waitFor(async () => expect((await selling.delivery(third.id)).state).toBe('pending'), {
      timeout: 10_000,
    });
    await selling.looked(3);
    const { attempts: refused, state, id: secondId } = await selling.delivery(second.id);
    expect([refused.map(({ status }) => status), state]).toEqual([[410], 'pending']);
    expect(await selling.delivery(third.id)).toMatchObject({ attempts: [], state: 'pending' });
    expect(rig.seen.alerts).toHaveLength(1);

    endpoint.reply = () => ({ status: 204 });
    expect((await merchant(rig, 'POST', `deliveries/${secondId}/replay`)).status).toBe(200);
    for (const payment of [second, third]) await selling.until(payment.id, 'delivered');
  });
});

describe('webhooks that the merchant never takes', { timeout: 30_000 }, () => {
  let selling: Selling;
  beforeAll(async () => {
    // Three days are half a second.
    selling = await startSelling({ factor: 500_000 });
  });
  afterEach(() => expectInvariants(selling.rig.ledger));
  afterAll(() => selling.stop());

  const listed = async (query: string) =>
    (await (await merchant(selling.rig, 'GET', `deliveries?${query}`)).json()) as DeliveryPage;

  it('F35 schedule exhausted: dead-lettered, alerted, listed with attempts; manual replay delivers it', async () => {
    const { endpoint, rig } = selling;
    endpoint.reply = () => ({ status: 500 });
    const payment = await selling.sell();
    const dead = await selling.until(payment.id, 'dead');
    expect(rig.seen.alerts).toEqual([
      {
        name: 'delivery_dead',
        fields: {
          channel: 'webhook',
          messageId: dead.id,
          reference: payment.reference,
          type: 'payment.settled',
          tries: 10,
        },
      },
    ]);
    expect(await listed('state=dead')).toEqual({ items: [dead], nextCursor: null });
    expect([dead.attempts.length, new Set(dead.attempts.map(({ status }) => status))]).toEqual([
      10,
      new Set([500]),
    ]);
    expect(dead.nextAttemptAt).toBeNull();

    endpoint.reply = () => ({ status: 204 });
    const replayed = await merchant(rig, 'POST', `deliveries/${dead.id}/replay`);
    expect([replayed.status, await replayed.json()]).toMatchObject([200, { id: dead.id, state: 'pending' }]);
    const { attempts } = await selling.until(payment.id, 'delivered');
    expect(attempts.map(({ status }) => status)).toEqual([...Array(10).fill(500), 204]);
    expect(new Set(endpoint.heard.map(({ id }) => id))).toEqual(new Set([dead.id]));
    expect(await listed('state=dead')).toEqual({ items: [], nextCursor: null });
  });

  it('are listed page by page; the reading key replays nothing', async () => {
    const { rig, endpoint } = selling;
    endpoint.reply = () => ({ status: 204 });
    for (let sold = 0; sold < 2; sold += 1) await selling.until((await selling.sell()).id, 'delivered');
    const { items: all } = await listed('');
    const ids: string[] = [];
    for (let cursor: string | null = ''; cursor !== null; ) {
      const page: DeliveryPage = await listed(`limit=1${cursor === '' ? '' : `&cursor=${cursor}`}`);
      ids.push(...page.items.map(({ id }) => id));
      cursor = page.nextCursor;
    }
    expect(ids).toEqual(all.map(({ id }) => id));
    for (const query of ['state=lost', 'limit=0', 'limit=101', 'limit=1&limit=2', 'page=2', 'cursor=%00'])
      expect(await outcome(await merchant(rig, 'GET', `deliveries?${query}`)), query).toBe(
        '422 invalid_request',
      );
    const replay = (id: string, key?: string) =>
      merchant(rig, 'POST', `deliveries/${id}/replay`, undefined, key);
    expect(await outcome(await replay(ids[0] ?? '', READ_KEY))).toBe('403 forbidden');
    expect(await outcome(await replay(ids[0] ?? '', newKey()))).toBe('401 unauthorized');
    for (const id of ['evt_unknown', '%00', 'x'.repeat(200)])
      expect(await outcome(await replay(id)), id).toBe('404 not_found');
    // Delivered already: the shop hears it again, under the same id.
    const before = endpoint.heard.length;
    expect((await replay(ids[0] ?? '')).status).toBe(200);
    await vi.waitFor(() => expect(endpoint.heard).toHaveLength(before + 1), { timeout: 10_000 });
    expect(endpoint.heard.at(-1)?.id).toBe(ids[0]);
  });
});
