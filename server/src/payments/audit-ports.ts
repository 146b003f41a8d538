import type { LedgerEvent } from './change.ts';
import type { Invoice, InvoiceReading } from './invoice.ts';
import type { Money } from './money.ts';
import type { Message } from './outgoing.ts';
import type { Payment } from './payment.ts';
import type { Refund } from './refunds.ts';

/** An invoice as the ledger keeps it. */
export interface AuditedInvoice
  extends Pick<Invoice, 'status' | 'paymentHash' | 'amountMsat' | 'paidMsat' | 'createdAtMs'> {
  readonly invoiceId: string;
  readonly reference: string;
  readonly price: Money;
}

/** A payment with all that must agree with it, as of one moment. */
export interface AuditedPayment {
  readonly payment: Payment;
  readonly rows: readonly (Pick<LedgerEvent, 'type' | 'cause'> & {
    /** Of a row `received`; 0 for others. */
    readonly msat: bigint;
  })[];
  readonly messages: readonly (Pick<Message, 'id' | 'channel' | 'type' | 'cause' | 'state'> & {
    readonly nextAttemptMs: number;
  })[];
  readonly refunds: readonly Refund[];
}

/** What the audit reads of the ledger. Every method throws PaymentError `ledger_unavailable`. */
export interface AuditLedger {
  /** Invoices that BTCPay created between both ends, these included, Unix ms; oldest first. */
  auditInvoices(fromMs: number, toMs: number, limit: number): Promise<readonly AuditedInvoice[]>;
  /** Payments created from the one end and before the other, oldest first. @param afterId Last one of the page before. */
  auditPayments(
    fromMs: number,
    toMs: number,
    afterId: string | null,
    limit: number,
  ): Promise<readonly AuditedPayment[]>;
  /** Whether the caller runs it: none was done for `everyMs`, and none begun within `leaseMs`. */
  claimAudit(nowMs: number, everyMs: number, leaseMs: number): Promise<boolean>;
  finishAudit(nowMs: number): Promise<void>;
}

/** A page of BTCPay's invoices. */
export interface InvoicePage {
  /** Invoices that this server made, whatever their status. */
  readonly readings: readonly (InvoiceReading & { readonly reference: string })[];
  /** Those of them that cannot be read, by id. */
  readonly unreadable: readonly { readonly invoiceId: string; readonly reference: string }[];
  /** BTCPay may hold more than it gave: halve the window. */
  readonly full: boolean;
}

/** BTCPay's invoices of every status, archived ones too. */
export interface InvoiceList {
  /** Those created between both ends, these included, in whole seconds of BTCPay's time. Throws as `Gateway.readInvoice`. */
  listInvoices(fromMs: number, toMs: number): Promise<InvoicePage>;
}
