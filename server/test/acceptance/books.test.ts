import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Ledger } from '../../src/payments/ports.ts';
import { recordWaiting, settling } from '../fakes/ledger-rows.ts';
import { MUG, merchant, outcome } from './pricing.ts';
import { MERCHANT_KEY, NO_SWEEP, READ_KEY, type Rig, startRig } from './rig.ts';

const DAY_MS = 86_400_000;

describe("the merchant's books", { timeout: 60_000 }, () => {
  let rig: Rig;
  let ledger: Ledger;
  beforeAll(async () => {
    rig = await startRig({ settings: { merchantApiKeys: [MERCHANT_KEY] }, timings: NO_SWEEP });
    ledger = rig.ledger;
  }, 120_000);
  afterAll(() => rig.stop());

  it('sum what settled by days of UTC, in exact decimals', async () => {
    for (let n = 0; n < 2; n += 1) await ledger.saveChange(settling(await recordWaiting(ledger)));
    const range = 'from=2026-11-23T00:00:00Z&to=2026-11-24T00:00:00Z';
    const answer = await merchant(rig, 'GET', `summary?${range}`, undefined, READ_KEY);
    expect(answer.headers.get('cache-control')).toBe('no-store');
    expect(await answer.json()).toEqual({
      days: [{ day: '2026-11-23', currency: 'USD', count: 2, amount: '100.00', paidSats: 155_300 }],
    });
    const backwards = 'from=2026-11-24T00:00:00Z&to=2026-11-23T00:00:00Z';
    expect(await (await merchant(rig, 'GET', `summary?${backwards}`)).json()).toEqual({ days: [] });
    expect((await merchant(rig, 'GET', 'summary')).status, 'the last thirty days').toBe(200);
    for (const query of [
      'from=2020-01-01T00:00:00Z',
      'from=today',
      'limit=1',
      `${range}&from=2026-11-23T00:00:00Z`,
    ]) {
      expect(await outcome(await merchant(rig, 'GET', `summary?${query}`)), query).toBe(
        '422 invalid_request',
      );
    }
  });

  it('list products page by page', async () => {
    for (const id of ['c', 'a', 'b']) await merchant(rig, 'PUT', `products/${id}`, { ...MUG, active: true });
    const page = async (query: string) =>
      (await (await merchant(rig, 'GET', `products?${query}`, undefined, READ_KEY)).json()) as {
        items: { id: string }[];
        nextCursor: string | null;
      };
    const first = await page('limit=2');
    expect(first.items[0]).toEqual({
      id: 'a',
      title: 'A mug',
      amount: '25.00',
      currency: 'USD',
      active: true,
    });
    expect([first.items.map(({ id }) => id), first.nextCursor]).toEqual([['a', 'b'], 'b']);
    expect(await page('limit=2&cursor=b')).toMatchObject({ items: [{ id: 'c' }], nextCursor: null });
    expect(await outcome(await merchant(rig, 'GET', 'products?limit=101'))).toBe('422 invalid_request');
  });

  it("delete a customer's data, again without a word, and nothing of the amounts", async () => {
    const { id } = await recordWaiting(ledger);
    const path = `payments/${id}/personal-data`;
    for (let n = 0; n < 2; n += 1) expect((await merchant(rig, 'DELETE', path)).status).toBe(204);
    expect(await (await merchant(rig, 'GET', `payments/${id}`)).json()).toMatchObject({
      email: null,
      description: null,
      metadata: {},
      amount: '50.00',
      orderId: 'A-1',
    });
    for (const unknown of ['pay_unknown', '%00', 'a%20b']) {
      expect(await outcome(await merchant(rig, 'DELETE', `payments/${unknown}/personal-data`))).toBe(
        '404 payment_not_found',
      );
    }
  });

  it('forget what is about a person after its time, also to whom a receipt went; amounts stay', async () => {
    const waiting = await recordWaiting(ledger);
    const change = settling(waiting);
    const mailed = { type: 'receipt', cause: waiting.id, atMs: waiting.createdAtMs } as const;
    await ledger.saveChange({
      ...change,
      outbox: [...change.outbox, { ...mailed, channel: 'receipt', recipient: 'buyer@example.com' }],
    });
    const recipients = async () => (await rig.history(waiting.id)).outbox.map(({ recipient }) => recipient);
    await ledger.prune(waiting.createdAtMs, 0, waiting.createdAtMs);
    expect(await recipients()).toContain('buyer@example.com');
    await ledger.prune(waiting.createdAtMs, 0, waiting.createdAtMs + DAY_MS);
    expect(await recipients()).toEqual([null, null]);
    expect((await rig.history(waiting.id)).payment).toMatchObject({
      email: null,
      description: null,
      metadata: {},
      price: waiting.price,
      paidMsat: change.payment.paidMsat,
    });
  });

  it("tell a payment's story", async () => {
    const { id, reference } = await recordWaiting(ledger);
    const answer = await merchant(rig, 'GET', `payments/${id}/explain`, undefined, READ_KEY);
    const story = (await answer.json()) as { lines: { at: string | null; text: string }[] };
    expect(story).toMatchObject({ reference });
    expect(story.lines[0]).toEqual({
      at: '2026-11-23T09:00:00.000Z',
      text: expect.stringContaining(`Payment ${reference} of $50.00 was created`),
    });
    expect(story.lines.at(-1)).toEqual({ at: null, text: expect.stringMatching(/^Next: /) });
    expect(await outcome(await merchant(rig, 'GET', 'payments/pay_unknown/explain'))).toBe(
      '404 payment_not_found',
    );
  });
});
