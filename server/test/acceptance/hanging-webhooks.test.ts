import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { DELIVERED } from '../fakes/scripted-sender.ts';
import { expectInvariants } from './invariants.ts';
import { type Selling, senderOf, startSelling } from './selling.ts';

/** 15 s are 10: there must be time for all the rest before it, on a busy machine too. */
const DEADLINE_MS = 10_000;
/** Webhooks that are sent at once. */
const PLACES = 8;

const isWebhook = (id: string): boolean => id.startsWith('evt_');

describe('a merchant whose endpoint hangs', { timeout: 60_000 }, () => {
  const notice = senderOf(DELIVERED);
  let selling: Selling;
  beforeAll(async () => {
    selling = await startSelling({ factor: 3_600, deadlineMs: DEADLINE_MS, notice });
  });
  afterAll(() => selling.stop());

  it("F33 the merchant's endpoint hangs: cut at its deadline; mail and status streams are not delayed", async () => {
    const { rig, endpoint } = selling;
    endpoint.reply = () => 'hang';
    const payments = await Promise.all(Array.from({ length: PLACES + 1 }, () => rig.createPayment()));
    const [last, ...first] = payments;
    for (const { invoiceId } of first) rig.simulator.pay({ invoiceId });
    await vi.waitFor(() => expect(endpoint.hanging).toBe(PLACES), { timeout: 9_000 });
    await vi.waitFor(() => expect(notice.sent).toHaveLength(PLACES), { timeout: 9_000 });

    const page = await fetch(`${rig.url}/v1/payments/${last?.id}/events`, {
      headers: { Authorization: `Bearer ${last?.clientSecret}` },
    });
    rig.simulator.pay({ invoiceId: last?.invoiceId });
    expect(await page.text()).toMatch(/"status":"settled"/);
    await vi.waitFor(() => expect(notice.sent).toHaveLength(PLACES + 1), { timeout: 9_000 });
    expect(selling.outcomes.map(({ id }) => id).filter(isWebhook), 'as all of them hung').toEqual([]);

    const cut = await vi.waitFor(
      () => selling.outcomes.find(({ id }) => isWebhook(id)) ?? Promise.reject(new Error('none was cut')),
      { timeout: 20_000 },
    );
    expect(cut).toMatchObject({ status: null, state: 'pending' });
    expect(cut.durationMs).toBeGreaterThanOrEqual(DEADLINE_MS - 10);
    endpoint.reply = () => ({ status: 204 });
    for (const { id } of payments) await selling.until(id, 'delivered');
    await expectInvariants(rig.ledger);
  });
});
