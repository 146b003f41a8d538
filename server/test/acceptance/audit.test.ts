import { describe, expect, it } from 'vitest';
import { auditAll, becomes, settled } from './audit-all.ts';
import { MERCHANT_KEY, newKey, QUICK_SWEEP, startRig } from './rig.ts';

describe('the audit of a whole story', { timeout: 60_000 }, () => {
  it('finds no difference, whatever happened to the payments', async () => {
    const rig = await startRig({
      timings: QUICK_SWEEP,
      settings: { merchantApiKeys: [MERCHANT_KEY] },
      refunds: ['cancreatenonapprovedpullpayments'],
      webhooks: true,
    });
    try {
      const paid = await settled(rig);
      const refund = await fetch(`${rig.url}/v1/merchant/payments/${paid.id}/refund`, {
        method: 'POST',
        headers: {
          Authorization: `Bearer ${MERCHANT_KEY}`,
          'Content-Type': 'application/json',
          'Idempotency-Key': newKey(),
        },
        body: '{"amount":"20"}',
      });
      expect(refund.status).toBe(201);

      const overpaid = await rig.createPayment();
      rig.simulator.pay({ invoiceId: overpaid.invoiceId, sats: 100_000 });
      await becomes(rig, overpaid, 'settled');

      const underpaid = await rig.createPayment();
      rig.simulator.pay({ invoiceId: underpaid.invoiceId, sats: 10_000 });
      rig.simulator.expire({ invoiceId: underpaid.invoiceId });
      await becomes(rig, underpaid, 'expired');

      const twice = await rig.createPayment();
      rig.simulator.expire({ invoiceId: twice.invoiceId });
      await becomes(rig, twice, 'expired');
      expect((await rig.renew(twice)).status).toBe(200);
      const [, renewed] = (await rig.merchantPayment(twice.id)).invoices;
      rig.simulator.pay({ invoiceId: twice.invoiceId, btcpay: 'heard' });
      await becomes(rig, twice, 'settled');
      rig.simulator.pay({ invoiceId: renewed?.id ?? '' });
      await expect.poll(async () => (await rig.payment(twice)).flags).toContain('duplicate');

      const byHand = await rig.createPayment();
      rig.simulator.mark({ invoiceId: byHand.invoiceId, status: 'Settled' });
      await becomes(rig, byHand, 'settled');
      rig.simulator.mark({ invoiceId: byHand.invoiceId, status: 'Invalid' });
      await expect.poll(async () => (await rig.payment(byHand)).flags).toContain('reversed');

      const unseen = await rig.createPayment();
      rig.simulator.pay({ invoiceId: unseen.invoiceId, btcpay: 'missed' });
      rig.simulator.expire({ invoiceId: unseen.invoiceId });
      await becomes(rig, unseen, 'settled');
      await rig.createPayment();
      await rig.inboxEmpty();

      const { report, differences } = await auditAll(rig);
      expect(differences).toEqual([]);
      expect(report).toMatchObject({
        payments: 7,
        settled: 5,
        invoicesInLedger: 8,
        invoicesAtBtcpay: 8,
        strays: 0,
        refunds: 1,
        differences: 0,
      });
      expect(report.satsAtBtcpay).toBe(report.satsInLedger);
    } finally {
      await rig.stop();
    }
  });
});
