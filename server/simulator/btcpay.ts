import type { Corruption } from './corruption.ts';
import type { CreateRequest } from './create-request.ts';
import { type FactoryContext, makeInvoice, mintFor, type NodeFaults } from './invoice-factory.ts';
import { advance, type InvoiceEvent, mark, paidMsat, recordPayment } from './invoices.ts';
import type { NodeInvoice } from './lightning-node.ts';
import type { Notifier } from './notifier.ts';
import type { Rates } from './pricing.ts';
import type { Store } from './store.ts';
import type { StoredInvoice } from './stored-invoice.ts';
import { Timers } from './timers.ts';

/** What the simulated BTCPay works with. */
export interface BtcpayPorts {
  readonly store: Store;
  readonly notifier: Notifier;
  readonly rates: Rates;
  /** Unix milliseconds. */
  readonly now: () => number;
  readonly timeScale: number;
  readonly expirationScale: number;
  /** Called after each change of the store. */
  readonly changed: () => void;
}

/** Measured: an invoice expires 1.03 s after its time, one that was pending at a start 121 s after it. */
const EXPIRY_DELAY_MS = 1030;
const EXPIRY_DELAY_AFTER_START_MS = 121_000;
/** The listener looks around at least so often; each creation of an invoice makes it look too. */
const SWEEP_INTERVAL_MS = 60_000;

/** The inside of BTCPay: creates invoices, listens to the node, expires, marks, and tells the webhooks. */
export class Btcpay {
  readonly #ports: BtcpayPorts;
  readonly #timers = new Timers();
  /** Paid at the node, unknown to BTCPay: payment hashes. */
  readonly #unseen = new Set<string>();
  /** An invoice that was over before this moment is not listened to any more. */
  #lastSweepMs = 0;
  #running = true;
  nodeFaults: NodeFaults = { down: false, slowMs: 0 };
  /** What will be wrong with the next invoice. */
  corruption: Corruption | null = null;

  constructor(ports: BtcpayPorts) {
    this.#ports = ports;
    for (const paid of ports.store.node.all().filter((invoice) => invoice.paidAt !== null))
      if (!this.#isRecorded(paid)) this.#unseen.add(paid.paymentHash);
  }

  /** Creates an invoice, at the node too; the answer says `New` even if it then settles by itself. */
  async create(request: CreateRequest, origin: string): Promise<StoredInvoice> {
    const corruption = this.corruption ?? {};
    this.corruption = null;
    const invoice = await makeInvoice(request, this.#context(origin, corruption));
    this.#apply(invoice, [{ type: 'InvoiceCreated' }]);
    this.#watchExpiry(invoice, EXPIRY_DELAY_MS);
    this.#sweep();
    if (!invoice.lightning) setImmediate(() => this.#advance(invoice.id));
    return invoice;
  }

  /** Marks an invoice by hand; returns whether BTCPay allows it. */
  mark(invoice: StoredInvoice, status: 'Settled' | 'Invalid'): boolean {
    const step = mark(invoice, status);
    if (step) this.#apply(step.invoice, step.events);
    return step !== null;
  }

  /** Moves the end of an invoice to now and expires it at once. */
  expire(invoice: StoredInvoice): StoredInvoice {
    const nowMs = this.#ports.now();
    const ended = { ...invoice, expiresAtMs: Math.min(invoice.expiresAtMs, nowMs) };
    const hash = invoice.lightning?.paymentHash;
    if (hash) this.#ports.store.node.expire(hash, nowMs);
    this.#apply(ended, []);
    return this.#advance(invoice.id);
  }

  /** Whether a payment of this invoice made now would reach BTCPay. */
  hears(invoice: StoredInvoice): boolean {
    return this.#running && !this.nodeFaults.down && invoice.expiresAtMs >= this.#lastSweepMs;
  }

  /** The node tells of a payment. */
  paymentArrived(paid: NodeInvoice): void {
    this.#apply(...this.#record(paid));
    this.#advanceAndReplace(paid.invoiceId);
  }

  /** BTCPay is killed 40 ms after it stored the payment: one webhook was out, the state was not looked at yet. */
  paymentStoredOnly(paid: NodeInvoice): void {
    const [invoice, [first]] = this.#record(paid);
    this.#apply(invoice, []);
    this.restart();
    if (first) this.#ports.notifier.publish(invoice, [first]);
  }

  /** A payment that BTCPay did not hear of; a sweep or a start may still find it. */
  paymentMissed(paid: NodeInvoice): void {
    this.#unseen.add(paid.paymentHash);
  }

  /** Stops as a process stops: queues and timers are lost. */
  stop(): void {
    this.#running = false;
    this.#timers.clearAll();
    this.#ports.notifier.stop();
  }

  /** Starts: finds what was paid meanwhile at the node, and looks at pending invoices two minutes after their end. */
  start(): void {
    this.#running = true;
    const pending = [...this.#ports.store.invoices.values()].filter(({ status }) => status === 'New');
    for (const invoice of pending) this.#watchExpiry(invoice, EXPIRY_DELAY_AFTER_START_MS);
    if (!this.nodeFaults.down) this.#collect((invoice) => invoice.status === 'New');
    this.#lastSweepMs = this.#ports.now();
    this.#scheduleSweep();
  }

  /** Stops and starts at once. */
  restart(): void {
    this.stop();
    this.start();
  }

  #scheduleSweep(): void {
    this.#timers.set('sweep', SWEEP_INTERVAL_MS * this.#ports.timeScale, () => {
      this.#sweep();
      this.#scheduleSweep();
    });
  }

  /** Forgets what is over, then asks the node for the rest. */
  #sweep(): void {
    this.#lastSweepMs = this.#ports.now();
    if (!this.nodeFaults.down) this.#collect((invoice) => invoice.expiresAtMs >= this.#lastSweepMs);
  }

  #collect(isWatched: (invoice: StoredInvoice) => boolean): void {
    for (const hash of this.#unseen) {
      const paid = this.#ports.store.node.find(hash);
      const invoice = paid && this.#ports.store.invoices.get(paid.invoiceId);
      if (paid && invoice && isWatched(invoice)) this.paymentArrived(paid);
    }
  }

  #isRecorded(paid: NodeInvoice): boolean {
    const payments = this.#ports.store.invoices.get(paid.invoiceId)?.payments ?? [];
    return payments.some(({ paymentHash }) => paymentHash === paid.paymentHash);
  }

  #record(paid: NodeInvoice): [StoredInvoice, readonly InvoiceEvent[]] {
    this.#unseen.delete(paid.paymentHash);
    const { paymentHash, bolt11: destination } = paid;
    const payment = { paymentHash, destination, receivedAt: paid.paidAt ?? 0, msat: paid.receivedMsat ?? 0n };
    const { invoice, events } = recordPayment(this.#get(paid.invoiceId), payment);
    return [invoice, events];
  }

  #advance(id: string): StoredInvoice {
    const step = advance(this.#get(id), this.#ports.now());
    this.#apply(step.invoice, step.events);
    return step.invoice;
  }

  /** After a partial payment the BOLT11 is replaced by one for the remainder. */
  #advanceAndReplace(id: string): void {
    const invoice = this.#advance(id);
    if (invoice.status !== 'New' || invoice.additionalStatus !== 'PaidPartial' || !invoice.lightning) return;
    const restSats = invoice.lightning.amountSats - paidMsat(invoice) / 1000n;
    const context = this.#context(invoice.origin, {});
    const { paymentHash } = mintFor(invoice, restSats * 1000n, invoice.metadata, context);
    this.#apply({ ...invoice, lightning: { ...invoice.lightning, paymentHash } }, []);
  }

  /** Stores first, tells afterwards: a reader inside the webhook sees the new state. */
  #apply(invoice: StoredInvoice, events: readonly InvoiceEvent[]): void {
    this.#ports.store.invoices.set(invoice.id, invoice);
    if (invoice.status !== 'New') this.#timers.clear(invoice.id);
    this.#ports.changed();
    this.#ports.notifier.publish(invoice, events);
  }

  #watchExpiry(invoice: StoredInvoice, delayMs: number): void {
    const { now, timeScale } = this.#ports;
    const dueMs = invoice.expiresAtMs + delayMs * timeScale;
    this.#timers.set(invoice.id, dueMs - now(), () => this.#advance(invoice.id));
  }

  #get(id: string): StoredInvoice {
    const invoice = this.#ports.store.invoices.get(id);
    if (!invoice) throw new Error(`no invoice ${id}`);
    return invoice;
  }

  #context(origin: string, corruption: Corruption): FactoryContext {
    const { store, rates, now, timeScale, expirationScale } = this.#ports;
    return { store, rates, now, timeScale, expirationScale, nodeFaults: this.nodeFaults, origin, corruption };
  }
}
