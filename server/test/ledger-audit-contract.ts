import { describe, expect, it } from 'vitest';
import { deriveInvoiceAdded } from '../src/payments/derive-change.ts';
import type { Payment } from '../src/payments/payment.ts';
import type { Ledger } from '../src/payments/ports.ts';
import { settling } from './fakes/ledger-rows.ts';
import { ASKED_MSAT, aNewPayment, anInvoice, freshId, hashOf } from './fakes/payments.ts';

/** Each test has an hour of its own, so that what others left behind is not in its range. */
let hour = Date.UTC(2029, 0, 1);

/** The part of the ledger's contract that the audit reads. */
export function ledgerAuditContract(ledger: () => Ledger): void {
  async function recorded(createdAtMs: number): Promise<Payment> {
    const fresh = aNewPayment();
    const payment = { ...fresh.payment, createdAtMs };
    await ledger().recordPayment({ ...fresh, payment });
    const saved = await ledger().saveChange(
      deriveInvoiceAdded(payment, anInvoice({ createdAtMs }), createdAtMs),
    );
    if (saved === null) throw new Error('somebody else changed it');
    return saved;
  }
  const nextHour = () => {
    hour += 3_600_000;
    return hour;
  };

  describe('auditInvoices', () => {
    it('gives invoices by the time of their creation, both ends included, oldest first, so many at most', async () => {
      const fromMs = nextHour();
      const [first, second, third] = [
        await recorded(fromMs),
        await recorded(fromMs + 5_000),
        await recorded(fromMs + 9_000),
      ];
      const found = await ledger().auditInvoices(fromMs, fromMs + 9_000, 10);
      expect(found.map(({ reference }) => reference)).toEqual(
        [first, second, third].map(({ reference }) => reference),
      );
      const [invoice] = first.invoices;
      expect(found[0]).toEqual({
        invoiceId: invoice?.id,
        reference: first.reference,
        status: 'new',
        paymentHash: invoice?.paymentHash,
        amountMsat: ASKED_MSAT,
        paidMsat: 0n,
        createdAtMs: fromMs,
        price: first.price,
      });
      expect(await ledger().auditInvoices(fromMs, fromMs + 9_000, 2)).toHaveLength(2);
      expect(await ledger().auditInvoices(fromMs + 1, fromMs + 8_999, 10)).toHaveLength(1);
    });
  });

  describe('auditPayments', () => {
    it('gives payments page by page, each with its rows, messages and refunds', async () => {
      const fromMs = nextHour();
      const toMs = fromMs + 60_000;
      const settled = await ledger().saveChange(settling(await recorded(fromMs)));
      if (settled === null) throw new Error('somebody else changed it');
      const other = await recorded(fromMs + 1);
      const refundId = freshId('rfd');
      await ledger().beginRefund({
        ...{ id: refundId, paymentId: settled.id, invoiceId: settled.invoices[0]?.id ?? '' },
        ...{ amountMinor: 100n, refundableMinor: 5_000n, currency: 'USD', reason: null },
        ...{ keyHash: hashOf(refundId), requestHash: 'wish', nowMs: fromMs, claimedUntilMs: toMs },
      });
      const [first, ...rest] = await ledger().auditPayments(fromMs, toMs, null, 1);
      expect(rest).toEqual([]);
      expect(first?.payment).toEqual(settled);
      expect(first?.rows.map(({ type, msat }) => [type, msat])).toEqual([
        ['created', 0n],
        ['invoice_added', 0n],
        ['received', ASKED_MSAT],
        ['settled', 0n],
      ]);
      expect(first?.messages).toEqual([
        {
          id: expect.stringMatching(/^evt_/),
          channel: 'webhook',
          type: 'payment.settled',
          cause: settled.id,
          state: 'pending',
          nextAttemptMs: expect.any(Number),
        },
      ]);
      expect(first?.refunds).toMatchObject([{ id: refundId, amount: { minor: 100n, currency: 'USD' } }]);
      const second = await ledger().auditPayments(fromMs, toMs, settled.id, 10);
      expect(second.map(({ payment }) => payment.id)).toEqual([other.id]);
      expect(await ledger().auditPayments(fromMs, fromMs + 1, settled.id, 10)).toEqual([]);
      expect(await ledger().auditPayments(fromMs + 2, toMs, null, 10)).toEqual([]);
    });
  });

  describe('claimAudit, finishAudit', () => {
    it('give it to one, to another when that one did not finish, and to nobody before it is due again', async () => {
      const [day, lease] = [24 * 3_600_000, 1_800_000];
      const nowMs = Date.UTC(2040, 0, 1);
      const claims = await Promise.all([1, 2, 3].map(() => ledger().claimAudit(nowMs, day, lease)));
      expect(claims.filter(Boolean)).toHaveLength(1);
      expect(await ledger().claimAudit(nowMs + lease - 1, day, lease)).toBe(false);
      expect(await ledger().claimAudit(nowMs + lease, day, lease)).toBe(true);
      await ledger().finishAudit(nowMs + lease);
      expect(await ledger().claimAudit(nowMs + day, day, lease)).toBe(false);
      expect(await ledger().claimAudit(nowMs + lease + day, day, lease)).toBe(true);
    });
  });
}
