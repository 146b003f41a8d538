import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import type { WirePayment } from '../../src/http/contract.ts';
import { expectInvariants } from './invariants.ts';
import { NO_SWEEP, type Rig, startRig } from './rig.ts';

describe('renewal', () => {
  let rig: Rig;
  beforeAll(async () => {
    rig = await startRig({ webhooks: true, timings: NO_SWEEP });
  });
  afterAll(async () => {
    await expectInvariants(rig.ledger);
    await rig.stop();
  });

  const expiredPayment = async () => {
    const payment = await rig.createPayment();
    rig.simulator.expire({ invoiceId: payment.invoiceId });
    await vi.waitFor(async () => expect((await rig.payment(payment)).status).toBe('expired'), {
      timeout: 10_000,
    });
    return payment;
  };
  const renewed = async (payment: { id: string; clientSecret: string }) => {
    const answer = await rig.renew(payment);
    expect(answer.status).toBe(200);
    return (await answer.json()) as WirePayment;
  };
  const invoiceIds = async (id: string) =>
    (await rig.merchantPayment(id)).invoices.map((invoice) => invoice.id);

  it('gives an expired payment a fresh invoice: the same payment, waiting again', async () => {
    const payment = await expiredPayment();
    const fresh = await renewed(payment);
    expect(fresh).toMatchObject({
      id: payment.id,
      reference: payment.reference,
      status: 'new',
      amount: '50.00',
    });
    expect(fresh.invoice?.bolt11).not.toBe(payment.invoice?.bolt11);
    expect(fresh.invoice?.expiresInSeconds).toBeGreaterThan(3_500);
    rig.simulator.pay({ bolt11: fresh.invoice?.bolt11 });
    await vi.waitFor(async () => expect((await rig.payment(payment)).status).toBe('settled'), {
      timeout: 10_000,
    });
    expect((await rig.payment(payment)).flags).toEqual([]);
  });

  it('changes nothing before the end', async () => {
    const payment = await rig.createPayment();
    const same = await renewed(payment);
    expect(same.invoice?.bolt11).toBe(payment.invoice?.bolt11);
    expect(await invoiceIds(payment.id)).toHaveLength(1);
  });

  it('makes one invoice of ten wishes at once', async () => {
    const payment = await expiredPayment();
    const all = await Promise.all(Array.from({ length: 10 }, () => renewed(payment)));
    expect(new Set(all.map(({ invoice }) => invoice?.bolt11)).size).toBe(1);
    expect(await invoiceIds(payment.id)).toHaveLength(2);
    expect(await rig.btcpayInvoices(payment.reference)).toHaveLength(2);
  });

  it('refuses a settled payment, also one that BTCPay alone knows to be paid', async () => {
    const payment = await expiredPayment();
    rig.simulator.webhooks({ drop: true });
    rig.simulator.pay({ invoiceId: payment.invoiceId, btcpay: 'heard' });
    rig.simulator.webhooks({});
    for (let index = 0; index < 2; index += 1) {
      const answer = await rig.renew(payment);
      expect([answer.status, ((await answer.json()) as { code: string }).code]).toEqual([
        409,
        'already_settled',
      ]);
    }
    expect(await invoiceIds(payment.id)).toHaveLength(1);
  });

  it('keeps watching the old invoice: paying both is duplicate, told to the merchant', async () => {
    const payment = await expiredPayment();
    const fresh = await renewed(payment);
    rig.simulator.pay({ invoiceId: payment.invoiceId, btcpay: 'heard' });
    await vi.waitFor(async () => expect((await rig.payment(payment)).status).toBe('settled'), {
      timeout: 10_000,
    });
    rig.simulator.pay({ bolt11: fresh.invoice?.bolt11 });
    await vi.waitFor(async () => expect((await rig.payment(payment)).flags).toContain('duplicate'), {
      timeout: 10_000,
    });
    expect((await rig.payment(payment)).paidSats).toBe(2 * 77_650);
    const told = (await rig.history(payment.id)).outbox.map(({ type }) => type);
    expect(told.filter((type) => type === 'payment.settled')).toHaveLength(1);
    expect(told.filter((type) => type === 'payment.duplicate')).toHaveLength(1);
  });

  it('needs the secret', async () => {
    const payment = await expiredPayment();
    expect((await rig.renew({ id: payment.id, clientSecret: 'nothing' })).status).toBe(404);
    expect(await invoiceIds(payment.id)).toHaveLength(1);
  });
});
