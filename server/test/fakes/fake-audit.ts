import type { AuditLedger } from '../../src/payments/audit-ports.ts';
import type { LedgerEvent } from '../../src/payments/change.ts';
import type { Message } from '../../src/payments/outgoing.ts';
import type { Payment } from '../../src/payments/payment.ts';
import type { Refund } from '../../src/payments/refunds.ts';

/** What the audit reads of a payment. */
export interface AuditOwner {
  readonly payment: Payment;
  readonly events: readonly LedgerEvent[];
}

/** The audit's reads in memory, beside the payments of a fake ledger. */
export function fakeAudit(
  owners: ReadonlyMap<string, AuditOwner>,
  messagesOf: (paymentId: string) => readonly Message[],
  refundsOf: (paymentId: string) => Promise<readonly Refund[]>,
): AuditLedger {
  let run: { claimedAtMs: number; doneAtMs: number } | null = null;
  return {
    async auditInvoices(fromMs, toMs, limit) {
      const all = [...owners.values()].flatMap(({ payment: { invoices, reference, price } }) =>
        invoices.map(({ id: invoiceId, status, paymentHash, amountMsat, paidMsat, createdAtMs }) => ({
          ...{ invoiceId, reference, status, paymentHash, amountMsat, paidMsat, createdAtMs, price },
        })),
      );
      return all
        .filter(({ createdAtMs }) => createdAtMs >= fromMs && createdAtMs <= toMs)
        .sort((a, b) => a.createdAtMs - b.createdAtMs || (a.invoiceId < b.invoiceId ? -1 : 1))
        .slice(0, limit);
    },
    async auditPayments(fromMs, toMs, afterId, limit) {
      const all = [...owners.values()]
        .filter(({ payment }) => payment.createdAtMs >= fromMs && payment.createdAtMs < toMs)
        .sort(
          (a, b) => a.payment.createdAtMs - b.payment.createdAtMs || (a.payment.id < b.payment.id ? -1 : 1),
        );
      const start = afterId === null ? 0 : all.findIndex(({ payment }) => payment.id === afterId) + 1;
      return Promise.all(
        all.slice(start, start + limit).map(async ({ payment, events }) => ({
          payment: structuredClone(payment),
          rows: events.map(({ type, cause, data }) => ({ type, cause, msat: BigInt(data['msat'] ?? 0) })),
          messages: messagesOf(payment.id)
            .filter(({ channel, recipient }) => channel !== 'receipt' || recipient !== null)
            .map(({ id, channel, type, cause, state, nextAttemptMs, atMs }) => ({
              ...{ id, channel, type, cause, state },
              nextAttemptMs: nextAttemptMs ?? atMs,
            })),
          refunds: await refundsOf(payment.id),
        })),
      );
    },
    async claimAudit(nowMs, everyMs, leaseMs) {
      if (run !== null && (run.doneAtMs > nowMs - everyMs || run.claimedAtMs > nowMs - leaseMs)) return false;
      run = { claimedAtMs: nowMs, doneAtMs: run?.doneAtMs ?? Number.NEGATIVE_INFINITY };
      return true;
    },
    async finishAudit(nowMs) {
      if (run !== null) run.doneAtMs = nowMs;
    },
  };
}
