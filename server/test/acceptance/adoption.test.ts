import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import type { WirePayment } from '../../src/http/contract.ts';
import { expectInvariants } from './invariants.ts';
import { newKey, type Rig, startRig } from './rig.ts';

describe('a creation without an answer', () => {
  let rig: Rig;
  beforeAll(async () => {
    rig = await startRig({ timings: { btcpayCreateMs: 100, adoptionWaitMs: 200 } });
  });
  afterAll(async () => {
    await expectInvariants(rig.ledger);
    await rig.stop();
  });

  it('makes the retry adopt the invoice that was carried out all the same', async () => {
    const key = newKey();
    rig.simulator.slow({ ms: 250 });
    const first = await rig.create({ amount: '50' }, { 'Idempotency-Key': key });
    expect(first.status).toBe(503);
    expect(Number(first.headers.get('retry-after'))).toBeGreaterThan(0);
    rig.simulator.slow({ ms: 0 });
    const early = await rig.create({ amount: '50' }, { 'Idempotency-Key': key });
    expect(early.status).toBe(409);
    const payment = await vi.waitFor(async () => {
      const answer = await rig.create({ amount: '50' }, { 'Idempotency-Key': key });
      expect(answer.status).toBe(201);
      return (await answer.json()) as WirePayment;
    });
    expect(await rig.btcpayInvoices()).toHaveLength(1);
    expect(payment.invoice?.bolt11).toMatch(/^lnbcrt/);
  });
});
