import type { Change, LedgerEvent, OutboxEvent } from '../payments/change.ts';
import { PaymentError } from '../payments/errors.ts';
import type { Invoice } from '../payments/invoice.ts';
import type { ClaimedMessage, Message } from '../payments/outgoing.ts';
import type { Payment } from '../payments/payment.ts';
import type {
  ClaimOutcome,
  Ledger,
  PaymentHistory,
  PendingDelivery,
  RecordOutcome,
} from '../payments/ports.ts';
import { type AuditFunction, auditLedger } from './audit.ts';
import { type BookFunction, bookLedger } from './books.ts';
import { messageId } from './message-id.ts';
import { type RefundFunction, refundLedger } from './refunds.ts';

/** The names of the SQL functions, one a write or read. */
export type LedgerFunction =
  | RefundFunction
  | AuditFunction
  | BookFunction
  | 'lp_record_payment'
  | 'lp_claim_renewal'
  | 'lp_release_creation'
  | 'lp_save_change'
  | 'lp_get_payment'
  | 'lp_find_by_invoice'
  | 'lp_find_by_receipt'
  | 'lp_claim_due_invoices'
  | 'lp_schedule_checks'
  | 'lp_changed_since'
  | 'lp_list_payments'
  | 'lp_get_history'
  | 'lp_store_delivery'
  | 'lp_finish_deliveries'
  | 'lp_pending_deliveries'
  | 'lp_count_open'
  | 'lp_prune'
  | 'lp_claim_messages'
  | 'lp_record_attempt'
  | 'lp_replay_message'
  | 'lp_list_messages'
  | 'lp_close_endpoint'
  | 'lp_ask_receipt'
  | 'lp_forget_person'
  | 'lp_check'
  | 'lp_probe_write';

/** One way to call them. */
export interface LedgerConnection {
  /** Calls `public.<name>(args jsonb)`; its answer is JSON that our own migrations wrote. */
  call(name: LedgerFunction, args: object): Promise<unknown>;
  close(): Promise<void>;
}

/** Schema that this server was written for. */
const SCHEMA_VERSION = 1;
/** This server's own number, which a schema may demand. */
const SERVER_VERSION = 1;

type InvoiceRow = Omit<Invoice, 'amountMsat' | 'dueMsat' | 'paidMsat'> & {
  amountMsat: string;
  dueMsat: string;
  paidMsat: string;
};
type PaymentRow = Omit<Payment, 'price' | 'paidMsat' | 'invoices'> & {
  amountMinor: string;
  currency: string;
  paidMsat: string;
  invoices: InvoiceRow[];
};

/** Builds the ledger over a connection: rows become domain values and back here, and nowhere else. */
export function createLedger(connection: LedgerConnection): Ledger {
  // The cast of `call`'s answer is safe: the functions of our own migrations wrote it.
  const call = async <T>(name: LedgerFunction, args: object): Promise<T> => {
    try {
      return (await connection.call(name, args)) as T;
    } catch (cause) {
      throw new PaymentError('ledger_unavailable', { cause });
    }
  };
  const payments = async (name: LedgerFunction, args: object) =>
    (await call<PaymentRow[]>(name, args)).map(toPayment);
  const payment = async (name: LedgerFunction, args: object) => {
    const row = await call<PaymentRow | null>(name, args);
    return row === null ? null : toPayment(row);
  };

  return {
    ...refundLedger(call),
    ...auditLedger(call, toPayment),
    ...bookLedger(call),
    async recordPayment(entry) {
      const row = await call<RecordRow>('lp_record_payment', {
        ...entry,
        payment: fromPayment(entry.payment),
      });
      return row.payment === undefined ? row : { ...row, payment: toPayment(row.payment) };
    },
    async claimRenewal(paymentId, version, nowMs, claimedUntilMs) {
      const row = await call<ClaimRow>('lp_claim_renewal', { paymentId, version, nowMs, claimedUntilMs });
      return row.payment === undefined ? row : { ...row, payment: toPayment(row.payment) };
    },
    async releaseCreation(paymentId, attempt, untilMs) {
      await call('lp_release_creation', { paymentId, attempt, untilMs });
    },
    saveChange: (change) => payment('lp_save_change', fromChange(change)),
    getPayment: (id) => payment('lp_get_payment', { id }),
    findByInvoice: (invoiceId) => payment('lp_find_by_invoice', { invoiceId }),
    findByReceipt: (receiptToken) => payment('lp_find_by_receipt', { receiptToken }),
    async claimDueInvoices(nowMs, leaseUntilMs, limit) {
      const rows = await call<{ invoiceId: string; payment: PaymentRow }[]>('lp_claim_due_invoices', {
        nowMs,
        leaseUntilMs,
        limit,
      });
      return rows.map(({ invoiceId, payment: row }) => ({ invoiceId, payment: toPayment(row) }));
    },
    async scheduleChecks(checks) {
      if (checks.length > 0) await call('lp_schedule_checks', { checks });
    },
    changedSince: (versions) => payments('lp_changed_since', { versions: Object.fromEntries(versions) }),
    listPayments: (query) => payments('lp_list_payments', query),
    async getHistory(id) {
      const row = await call<(Omit<PaymentHistory, 'payment'> & { payment: PaymentRow }) | null>(
        'lp_get_history',
        { id },
      );
      return row === null ? null : { ...row, payment: toPayment(row.payment) };
    },
    storeDelivery: (delivery, state, reason) =>
      call<boolean>('lp_store_delivery', { ...delivery, state, reason }),
    async finishDeliveries(ids, state, reason, atMs) {
      if (ids.length > 0) await call('lp_finish_deliveries', { ids, state, reason, atMs });
    },
    pendingDeliveries: () => call<PendingDelivery[]>('lp_pending_deliveries', {}),
    countOpen: (nowMs) => call<number>('lp_count_open', { nowMs }),
    async prune(nowMs, inboxBeforeMs, personalBeforeMs) {
      await call('lp_prune', { nowMs, inboxBeforeMs, personalBeforeMs });
    },
    async claimMessages(claim) {
      const rows = await call<(Omit<ClaimedMessage, 'payment'> & { payment: PaymentRow })[]>(
        'lp_claim_messages',
        claim,
      );
      return rows.map((row) => ({ ...row, payment: toPayment(row.payment) }));
    },
    recordAttempt: (outcome) => call<boolean>('lp_record_attempt', outcome),
    replayMessage: (id, nowMs) => call<Message | null>('lp_replay_message', { id, nowMs }),
    listMessages: (query) => call<Message[]>('lp_list_messages', query),
    closeEndpoint: (endpoint, atMs) => call<boolean>('lp_close_endpoint', { endpoint, atMs }),
    askReceipt(request) {
      const cause = `asked:${request.atMs}`;
      const id = messageId(request.paymentId, { channel: 'receipt', type: 'receipt', cause });
      return call<boolean>('lp_ask_receipt', { ...request, id, cause });
    },
    forgetPerson: (paymentId) => call<boolean>('lp_forget_person', { id: paymentId }),
    async check() {
      const { version, minServer } = await call<{ version: number; minServer: number }>('lp_check', {});
      if (version < SCHEMA_VERSION || minServer > SERVER_VERSION) {
        const cause = new Error(`schema ${version} (for servers from ${minServer}) does not fit this server`);
        throw new PaymentError('ledger_unavailable', { cause });
      }
    },
    close: () => connection.close(),
  };
}

type WithRow<T> = T extends { payment: Payment }
  ? Omit<T, 'payment'> & { payment: PaymentRow }
  : T & { payment?: undefined };
type RecordRow = WithRow<RecordOutcome>;
type ClaimRow = WithRow<ClaimOutcome>;

function toPayment({ amountMinor, currency, paidMsat, invoices, ...rest }: PaymentRow): Payment {
  return {
    ...rest,
    price: { minor: BigInt(amountMinor), currency },
    paidMsat: BigInt(paidMsat),
    invoices: invoices.map((row) => ({
      ...row,
      amountMsat: BigInt(row.amountMsat),
      dueMsat: BigInt(row.dueMsat),
      paidMsat: BigInt(row.paidMsat),
    })),
  };
}

function fromPayment({ price, paidMsat, invoices: _, ...rest }: Payment): object {
  return {
    ...rest,
    amountMinor: price.minor.toString(),
    currency: price.currency,
    paidMsat: paidMsat.toString(),
  };
}

function fromInvoice(invoice: Invoice): InvoiceRow {
  return {
    ...invoice,
    amountMsat: invoice.amountMsat.toString(),
    dueMsat: invoice.dueMsat.toString(),
    paidMsat: invoice.paidMsat.toString(),
  };
}

function fromChange({ expectedVersion, payment, invoice, firstCheckMs, events, outbox }: Change): object {
  const withId = (event: OutboxEvent) => ({ ...event, id: messageId(payment.id, event) });
  return {
    expectedVersion,
    payment: fromPayment(payment),
    invoice: fromInvoice(invoice),
    firstCheckMs,
    events: events satisfies readonly LedgerEvent[],
    outbox: outbox.map(withId),
  };
}
