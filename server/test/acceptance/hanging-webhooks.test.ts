import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { DELIVERED } from '../fakes/scripted-sender.ts';
import { expectInvariants } from './invariants.ts';
import { type Selling, senderOf, startSelling } from './selling.ts';

describe('a merchant whose endpoint hangs', { timeout: 40_000 }, () => {
  const notice = senderOf(DELIVERED);
  let selling: Selling;
  beforeAll(async () => {
    // 15 s are 2.
    selling = await startSelling({ factor: 3_600, deadlineMs: 2_000, notice });
  });
  afterAll(() => selling.stop());

  it("F33 the merchant's endpoint hangs: cut at its deadline; mail and status streams are not delayed", async () => {
    const { rig, endpoint } = selling;
    endpoint.reply = () => 'hang';
    // More than are sent at once: all places are taken.
    const payments = await Promise.all(Array.from({ length: 10 }, () => rig.createPayment()));
    const pages = payments.map(({ id, clientSecret }) =>
      fetch(`${rig.url}/v1/payments/${id}/events`, { headers: { Authorization: `Bearer ${clientSecret}` } }),
    );
    const opened = await Promise.all(pages);
    for (const { invoiceId } of payments) rig.simulator.pay({ invoiceId });
    for (const page of opened) expect(await page.text()).toMatch(/"status":"settled"/);
    await vi.waitFor(() => expect(notice.sent).toHaveLength(10), { timeout: 10_000 });
    for (const { id } of payments) expect((await selling.delivery(id)).state).toBe('pending');
    expect(endpoint.hanging, 'as all of this happened').toBeGreaterThan(0);

    await vi.waitFor(() => expect(selling.outcomes.filter(({ status }) => status === null)).not.toEqual([]), {
      timeout: 15_000,
    });
    const cut = selling.outcomes.find(({ id }) => id.startsWith('evt_'));
    expect(cut).toMatchObject({ status: null, state: 'pending' });
    expect(cut?.durationMs).toBeGreaterThanOrEqual(1_990);
    endpoint.reply = () => ({ status: 204 });
    for (const { id } of payments) await selling.until(id, 'delivered');
    await expectInvariants(rig.ledger);
  });
});
