import type { AuditLedger } from './audit-ports.ts';
import type { Change, LedgerEvent } from './change.ts';
import type { Books } from './day-total.ts';
import type { InvoiceReading, NodeReading } from './invoice.ts';
import type { Money } from './money.ts';
import type { Message, Outbox } from './outgoing.ts';
import type { Payment } from './payment.ts';
import type { Catalogue } from './product.ts';
import type { RefundLedger } from './refunds.ts';

/** What BTCPay is asked for. */
export interface InvoiceOrder {
  readonly paymentId: string;
  readonly reference: string;
  readonly attempt: number;
  readonly price: Money;
  readonly pricedBy: Payment['pricedBy'];
  /** The merchant's order id. */
  readonly orderId: string | null;
  readonly description: string | null;
}

/** BTCPay Server, as far as a payment needs it. */
export interface Gateway {
  /**
   * Creates an invoice and reads it back with its Lightning destination. Not judged: see `acceptInvoice`.
   *
   * @returns `unknown` when no answer came in time: BTCPay may still carry the creation out seconds later.
   * @throws PaymentError `gateway_unavailable` when it surely was not carried out (refused connection, 400, 401, 5xx);
   *   `gateway_bad_answer` when the answer cannot be read.
   */
  createInvoice(order: InvoiceOrder): Promise<{ readonly reading: InvoiceReading } | 'unknown'>;
  /**
   * Reads an invoice back.
   *
   * @throws PaymentError `invoice_unknown` on 403 and 404, `gateway_forbidden` when BTCPay does not take our key, or it lacks
   *   a permission, `gateway_unavailable` on a network error, 5xx or
   *   timeout, `gateway_bad_answer` when the answer cannot be read.
   */
  readInvoice(invoiceId: string): Promise<InvoiceReading>;
  /** Lists the invoices whose orderId is this reference, newest first. Throws as `readInvoice`. */
  findInvoices(reference: string): Promise<readonly InvoiceReading[]>;
  /**
   * Reads unpaid invoices (New or Processing) that were created in a window of BTCPay's own time, both ends included.
   * One that cannot be read is left out. Throws as `readInvoice`.
   *
   * @returns `full` when BTCPay may hold more than it gave: halve the window (paging by `skip` loses rows).
   */
  listUnpaid(
    fromMs: number,
    toMs: number,
  ): Promise<{ readonly readings: readonly InvoiceReading[]; readonly full: boolean }>;
  /**
   * Asks the node itself about a BOLT11; null when it does not know it, or the key may not ask
   * (`canviewlightninginvoice`). Throws PaymentError `gateway_unavailable`, `gateway_bad_answer`.
   */
  readNode(paymentHash: string): Promise<NodeReading | null>;
  /** Asks whether BTCPay answers and the key is good. Throws as `readInvoice`. */
  check(): Promise<void>;
}

/** A payment that is about to be recorded, before BTCPay is asked. */
export interface NewPayment {
  readonly payment: Payment;
  /** SHA-256 of the Idempotency-Key, hex. */
  readonly keyHash: string;
  /** SHA-256 of the request's meaning, hex: the same key with another body is refused. */
  readonly requestHash: string;
  readonly keyExpiresAtMs: number;
  /** Nobody else may create the invoice before this moment. */
  readonly claimedUntilMs: number;
}

/** An invoice that is to be looked at, with its payment as it stands. */
export interface DueInvoice {
  readonly invoiceId: string;
  readonly payment: Payment;
}

/** When an invoice is to be looked at next; null: never again. */
export interface NextCheck {
  readonly invoiceId: string;
  readonly atMs: number | null;
}

/** What came of the wish to renew. */
export type ClaimOutcome =
  /** The caller owns the creation of the next invoice. */
  | { readonly kind: 'claimed'; readonly payment: Payment; readonly attempt: number }
  | { readonly kind: 'in_progress'; readonly claimedUntilMs: number }
  /** The payment has moved on meanwhile. */
  | { readonly kind: 'changed'; readonly payment: Payment };

/** What the ledger did with a new payment. */
export type RecordOutcome =
  | { readonly kind: 'created'; readonly payment: Payment; readonly attempt: number }
  /** The key came before and its invoice is there. */
  | { readonly kind: 'replayed'; readonly payment: Payment }
  /** The key came before, no invoice is there, and nobody is at it any more: the caller now owns the creation. */
  | { readonly kind: 'claimed'; readonly payment: Payment; readonly attempt: number }
  /** The key came before and somebody is creating its invoice. */
  | { readonly kind: 'in_progress'; readonly claimedUntilMs: number }
  | { readonly kind: 'mismatch' };

/** One of BTCPay's webhooks, as it came. */
export interface Delivery {
  /** BTCPay's `originalDeliveryId`: the same through every redelivery. */
  readonly id: string;
  readonly webhookId: string;
  readonly type: string;
  readonly invoiceId: string | null;
  /** Payment that the invoice's metadata name; null on foreign ones. */
  readonly paymentId: string | null;
  /** The exact bytes, as UTF-8 text. */
  readonly body: string;
  readonly receivedAtMs: number;
}

/** A stored webhook that waits to be applied. */
export interface PendingDelivery {
  readonly id: string;
  readonly type: string;
  readonly invoiceId: string;
  readonly paymentId: string | null;
}

/** What the inbox still knows of one of BTCPay's webhooks: an applied one is kept for a week. */
export interface StoredWebhook {
  /** BTCPay's word, as `InvoiceSettled`. */
  readonly type: string;
  /** When it came, Unix ms. */
  readonly atMs: number;
  readonly state: 'pending' | 'applied' | 'parked';
  /** Why it is parked; null otherwise. */
  readonly reason: string | null;
}

/** A payment with all that the ledger knows of it, for the merchant. */
export interface PaymentHistory {
  readonly payment: Payment;
  readonly events: readonly (LedgerEvent & { readonly version: number })[];
  /** Webhooks and mails, oldest first. */
  readonly outbox: readonly Message[];
  /** BTCPay's webhooks about its invoices, oldest first. */
  readonly webhooks: readonly StoredWebhook[];
}

/** Which payments a merchant wants to see, newest first. */
export interface PaymentQuery {
  readonly status?: Payment['status'];
  readonly orderId?: string;
  readonly reference?: string;
  readonly fromMs?: number;
  readonly toMs?: number;
  /** 1 to 100. */
  readonly limit: number;
  /** Id of the last payment of the page before. */
  readonly afterId?: string;
}

/**
 * The truth. Each write is one transaction: status, ledger row and outbox row are stored together or not at all.
 * Every method throws PaymentError `ledger_unavailable` when the database does not answer.
 */
export interface Ledger extends Books, Catalogue, Outbox, RefundLedger, AuditLedger {
  recordPayment(entry: NewPayment): Promise<RecordOutcome>;
  /** Takes the creation of a payment's next invoice, unless somebody has it or the payment is not at `version` any more. */
  claimRenewal(
    paymentId: string,
    version: number,
    nowMs: number,
    claimedUntilMs: number,
  ): Promise<ClaimOutcome>;
  /** Gives the creation of one attempt back, unless another has been claimed since: a try may claim it from `untilMs` on. */
  releaseCreation(paymentId: string, attempt: number, untilMs: number): Promise<void>;
  /** Stores a change unless the payment has moved on since `expectedVersion`; null then. A receipt's first token stays. */
  saveChange(change: Change): Promise<Payment | null>;
  getPayment(id: string): Promise<Payment | null>;
  findByInvoice(invoiceId: string): Promise<Payment | null>;
  /** Finds the settled payment of a receipt, by its token. */
  findByReceipt(receiptToken: string): Promise<Payment | null>;
  /** Takes invoices whose time to be looked at has come; nobody else gets them before `leaseUntilMs`. */
  claimDueInvoices(nowMs: number, leaseUntilMs: number, limit: number): Promise<readonly DueInvoice[]>;
  scheduleChecks(checks: readonly NextCheck[]): Promise<void>;
  /** Those of the payments whose version is above the one given. */
  changedSince(versions: ReadonlyMap<string, number>): Promise<readonly Payment[]>;
  listPayments(query: PaymentQuery): Promise<readonly Payment[]>;
  getHistory(id: string): Promise<PaymentHistory | null>;
  /** Stores a webhook; false when its id is there already. */
  storeDelivery(
    delivery: Delivery,
    state: 'pending' | 'applied' | 'parked',
    reason: string | null,
  ): Promise<boolean>;
  finishDeliveries(
    ids: readonly string[],
    state: 'applied' | 'parked',
    reason: string | null,
    atMs: number,
  ): Promise<void>;
  /** All that wait, oldest first. */
  pendingDeliveries(): Promise<readonly PendingDelivery[]>;
  /** Counts the invoices that can be paid at this moment, Unix ms. */
  countOpen(nowMs: number): Promise<number>;
  /**
   * Deletes keys that have run out and applied webhooks of before `inboxBeforeMs`; of payments of before
   * `personalBeforeMs` it blanks e-mail, description and metadata, and deletes the tries of what was delivered. Unix ms.
   */
  prune(nowMs: number, inboxBeforeMs: number, personalBeforeMs: number): Promise<void>;
  /** Asks whether the database answers and its schema serves this version. */
  check(): Promise<void>;
  close(): Promise<void>;
}

/** Open pages that wait for a payment. */
export interface Feed {
  publish(payment: Payment): void;
  /** @returns A function that ends the subscription. */
  subscribe(paymentId: string, version: number, listener: (payment: Payment) => void): () => void;
}

/** News of payments that any process changed. */
export interface ChangeNotices {
  /** False while no news can come: then the ledger has to be asked. */
  readonly live: boolean;
  /**
   * Begins to listen, for good.
   *
   * @param onChange Hears of each committed change.
   * @param onGap Hears that news may have been missed until now: at the first connection and at each later one.
   */
  start(onChange: (paymentId: string, version: number) => void, onGap: () => void): void;
  stop(): Promise<void>;
}

/** Something that a person should look at. */
export interface Alerts {
  raise(name: string, fields?: Readonly<Record<string, string | number | boolean>>): void;
}

/** Things worth counting. */
export interface Counters {
  add(name: string): void;
}

/** So many turns a key, in each window of time. */
export interface RateLimiter {
  /** Milliseconds for which a key is known to have no turns, before anybody is asked; 0: it may have some. */
  knownWaitMs(key: string): number;
  /**
   * Takes one turn of a key.
   *
   * @returns 0 when there was one, or the milliseconds until there are turns again.
   */
  take(key: string): Promise<number>;
  /** Gives a turn back that was taken for nothing. */
  giveBack(key: string): Promise<void>;
}

/** Limits that the processes over one ledger share. */
export interface SharedLimits {
  /**
   * @param name Limiters of one name share their turns, in every process.
   * @param turns A window, 1 or more.
   */
  limiter(name: string, turns: number, windowMs: number): RateLimiter;
  /** Forgets what is over. */
  prune(nowMs: number): Promise<void>;
  close(): Promise<void>;
}

/** Time and chance come in as arguments. */
export interface Clock {
  /** Unix ms. */
  now(): number;
}
export interface Random {
  /** Uniformly random bytes. */
  bytes(length: number): Uint8Array;
}

/** Derives and checks the capability that a page holds for its payment. It is never stored. */
export interface ClientSecrets {
  /** `<id>_secret_` + base64url(HMAC-SHA256(APP_SECRET, id)). */
  issue(paymentId: string): string;
  /** Whether a presented secret belongs to this payment, in constant time. */
  matches(paymentId: string, presented: string): boolean;
}

/** What a merchant's key may do; null: it is none of ours. */
export type MerchantAccess = 'all' | 'read' | null;
