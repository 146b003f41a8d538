import type { Invoice } from './invoice.ts';
import type { Payment } from './payment.ts';

/** Kinds of rows in the append-only ledger. */
export type LedgerEventType =
  | 'created'
  | 'invoice_added'
  | 'invoice_replaced'
  | 'invoice_changed'
  | 'received'
  | 'processing'
  | 'expired'
  | 'invalid'
  | 'settled'
  | 'underpaid'
  | 'overpaid'
  | 'late'
  | 'manual'
  | 'duplicate'
  | 'reversed'
  | 'refund_created';

/**
 * By what way the server learned of what a row says: BTCPay's webhook, the sweep, a customer who asked for a new code, or
 * only the node's own invoice, while BTCPay knew nothing of the money. It stands in the row's `data`.
 */
export type SeenBy = 'webhook' | 'sweep' | 'renewal' | 'node';

/** One row of the ledger. */
export interface LedgerEvent {
  readonly type: LedgerEventType;
  /** Unix ms. */
  readonly atMs: number;
  /** What makes the row unique within its payment: a second one with the same type and cause is not stored. */
  readonly cause: string;
  /** Whole facts for people and audits; satoshis as decimal strings. */
  readonly data: Readonly<Record<string, string | number>>;
}

/** Kinds of events that the merchant hears; `payment.late` by mail only, `receipt` is for the customer. */
export type OutboxEventType =
  | 'payment.settled'
  | 'payment.expired'
  | 'payment.underpaid'
  | 'payment.overpaid'
  | 'payment.duplicate'
  | 'payment.reversed'
  | 'payment.late'
  | 'receipt';

/** What somebody must hear, stored in the transaction of its cause. */
export interface OutboxEvent {
  /** The merchant's shop by webhook, the merchant by mail, the customer by mail. */
  readonly channel: 'webhook' | 'notice' | 'receipt';
  readonly type: OutboxEventType;
  readonly cause: string;
  readonly atMs: number;
  /** Mail address of a receipt, until it is forgotten; null on the other channels. */
  readonly recipient: string | null;
}

/** A change of one payment, stored whole or not at all. */
export interface Change {
  readonly expectedVersion: number;
  /** The payment after the change; its version is `expectedVersion` + 1. */
  readonly payment: Payment;
  /** The one invoice that was added or changed. */
  readonly invoice: Invoice;
  /** When `invoice` is looked at first, Unix ms, if this change adds it; null when it was there. */
  readonly firstCheckMs: number | null;
  readonly events: readonly LedgerEvent[];
  readonly outbox: readonly OutboxEvent[];
}
