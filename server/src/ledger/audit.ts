import type { AuditedInvoice, AuditedPayment, AuditLedger } from '../payments/audit-ports.ts';
import type { Payment } from '../payments/payment.ts';
import { type RefundRow, toRefund } from './refunds.ts';

/** The names of its SQL functions. */
export type AuditFunction = 'lp_audit_invoices' | 'lp_audit_payments' | 'lp_claim_audit' | 'lp_finish_audit';

/** Calls one; the answer is JSON that our own migrations wrote. */
type Call = <T>(name: AuditFunction, args: object) => Promise<T>;

type InvoiceRow = Omit<AuditedInvoice, 'amountMsat' | 'paidMsat' | 'price'> & {
  amountMsat: string;
  paidMsat: string;
  amountMinor: string;
  currency: string;
};
type Audited<PaymentRow> = Omit<AuditedPayment, 'payment' | 'rows' | 'refunds'> & {
  payment: PaymentRow;
  rows: (Omit<AuditedPayment['rows'][number], 'msat'> & { msat: string })[];
  refunds: RefundRow[];
};

/**
 * The part of the ledger that the audit reads.
 *
 * @param toPayment Makes a payment of its row.
 */
export function auditLedger<PaymentRow>(call: Call, toPayment: (row: PaymentRow) => Payment): AuditLedger {
  return {
    async auditInvoices(fromMs, toMs, limit) {
      const rows = await call<InvoiceRow[]>('lp_audit_invoices', { fromMs, toMs, limit });
      return rows.map(({ amountMsat, paidMsat, amountMinor, currency, ...rest }) => ({
        ...rest,
        amountMsat: BigInt(amountMsat),
        paidMsat: BigInt(paidMsat),
        price: { minor: BigInt(amountMinor), currency },
      }));
    },
    async auditPayments(fromMs, toMs, afterId, limit) {
      const args = { fromMs, toMs, afterId, limit };
      const found = await call<Audited<PaymentRow>[]>('lp_audit_payments', args);
      return found.map(({ payment, rows, messages, refunds }) => ({
        payment: toPayment(payment),
        rows: rows.map(({ msat, ...row }) => ({ ...row, msat: BigInt(msat) })),
        messages,
        refunds: refunds.map(toRefund),
      }));
    },
    claimAudit: (nowMs, everyMs, leaseMs) => call<boolean>('lp_claim_audit', { nowMs, everyMs, leaseMs }),
    async finishAudit(nowMs) {
      await call('lp_finish_audit', { nowMs });
    },
  };
}
