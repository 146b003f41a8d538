import type { Btcpay } from './btcpay.ts';
import type { Corruption } from './corruption.ts';
import { coded } from './errors.ts';
import type { NodeFaults } from './invoice-factory.ts';
import type { InvoiceStatus } from './invoices.ts';
import type { NodeInvoice } from './lightning-node.ts';
import { NO_WEBHOOK_FAULTS, type Notifier, type WebhookFaults } from './notifier.ts';
import type { Store } from './store.ts';
import type { StoredInvoice } from './stored-invoice.ts';
import { wait } from './timers.ts';

/** Who pays what. Without `sats` and `msats` the BOLT11 is paid exactly. */
export interface PayCommand {
  /** One of the two names the invoice; upper case BOLT11 is fine. */
  readonly bolt11?: string | undefined;
  readonly invoiceId?: string | undefined;
  readonly sats?: number | undefined;
  /** For amounts between two sats. */
  readonly msats?: number | undefined;
  /**
   * `heard` or `missed` decide whether BTCPay learns of it; by default as in reality. `stored`: BTCPay is killed
   * after it stored the payment, and starts again.
   */
  readonly btcpay?: 'heard' | 'missed' | 'stored' | undefined;
}

/** A payment at the node. */
export interface Paid {
  readonly invoiceId: string;
  readonly paymentHash: string;
  readonly preimage: string;
  readonly sats: number;
}

/** Where an invoice stands. */
export interface InvoiceState {
  readonly invoiceId: string;
  readonly status: InvoiceStatus;
  readonly additionalStatus: string;
}

/** How requests to `/api/…` are held up. */
export interface SlowCommand {
  /**
   * Milliseconds before a request is carried out; it is carried out even if the client has gone. 0 ends it. Health
   * is never slow.
   */
  readonly ms: number;
  /** The request is carried out, but its answer never comes. */
  readonly lose?: boolean | undefined;
  /** Only for the next so many requests. */
  readonly times?: number | undefined;
}

/** Everything that a test or the demo can do to the simulated BTCPay, its node and the payer. */
export interface Control {
  /** @throws Refusal 404 unknown, 409 paid or replaced, 422 a top-up without an amount. */
  pay(command: PayCommand): Paid;
  /** Ends an invoice now. @throws Refusal 404. */
  expire(command: { invoiceId: string }): InvoiceState;
  /** Marks by hand. @throws Refusal 404, 409 where BTCPay does not allow it. */
  mark(command: { invoiceId: string; status: 'Settled' | 'Invalid' }): InvoiceState;
  /** Disturbs deliveries; what is not named goes back to undisturbed. */
  webhooks(faults: Partial<WebhookFaults>): WebhookFaults;
  /** BTCPay's process is gone for so many (real) seconds: connections are cut, the queue is lost. */
  down(command: { seconds: number }): void;
  slow(command: SlowCommand): void;
  /** How BTCPay reaches its node; what is not named goes back to undisturbed. */
  node(faults: { down?: boolean | undefined; slow?: number | undefined }): NodeFaults;
  /** BTCPay is killed and starts at once. */
  restart(): void;
  /** Makes the next invoice wrong. */
  corrupt(corruption: Corruption): void;
}

/** The control and the disturbance that it steers. */
export function createControl(store: Store, btcpay: Btcpay, notifier: Notifier, now: () => number) {
  let slow: SlowCommand = { ms: 0 };
  let upAgain: NodeJS.Timeout | null = null;

  const control: Control = {
    pay(command) {
      const unpaid = payable(store, command);
      const msat = amountOf(command, unpaid);
      const paid = store.node.receive(unpaid.paymentHash, msat, now());
      const invoice = invoiceOf(store, paid.invoiceId);
      const fate = command.btcpay ?? (btcpay.hears(invoice) ? 'heard' : 'missed');
      if (fate === 'heard') btcpay.paymentArrived(paid);
      else if (fate === 'stored') btcpay.paymentStoredOnly(paid);
      else btcpay.paymentMissed(paid);
      const { invoiceId, paymentHash, preimage } = paid;
      return { invoiceId, paymentHash, preimage, sats: Number(msat / 1000n) };
    },
    expire: ({ invoiceId }) => stateOf(btcpay.expire(invoiceOf(store, invoiceId))),
    mark({ invoiceId, status }) {
      if (!btcpay.mark(invoiceOf(store, invoiceId), status))
        throw coded(409, 'not-markable', `This invoice cannot be marked ${status}`);
      return stateOf(invoiceOf(store, invoiceId));
    },
    webhooks(faults) {
      notifier.faults = { ...NO_WEBHOOK_FAULTS, ...faults };
      return notifier.faults;
    },
    down({ seconds }) {
      btcpay.stop();
      if (upAgain) clearTimeout(upAgain);
      upAgain = setTimeout(() => {
        upAgain = null;
        btcpay.start();
      }, seconds * 1000);
    },
    slow(command) {
      slow = command;
    },
    node({ down = false, slow: slowMs = 0 }) {
      btcpay.nodeFaults = { down, slowMs };
      return btcpay.nodeFaults;
    },
    restart: () => btcpay.restart(),
    corrupt(corruption) {
      btcpay.corruption = corruption;
    },
  };

  async function before(path: string): Promise<'serve' | 'refuse' | 'lose'> {
    if (upAgain) return 'refuse';
    if (path.toLowerCase() === '/api/v1/health') return 'serve';
    const { ms, lose = false, times } = slow;
    if (times !== undefined) slow = times > 1 ? { ...slow, times: times - 1 } : { ms: 0 };
    if (ms > 0) await wait(ms);
    return lose ? 'lose' : 'serve';
  }

  /** Ends what is still waiting. */
  function stop(): void {
    if (upAgain) clearTimeout(upAgain);
  }

  return { control, disturbance: { before }, stop };
}

function payable(store: Store, { bolt11, invoiceId }: PayCommand): NodeInvoice {
  const reference = bolt11 ?? invoiceOf(store, invoiceId ?? '').lightning?.paymentHash ?? '';
  const found = store.node.find(reference);
  if (!found) throw coded(404, 'invoice-not-found', 'The node knows no such invoice');
  if (found.paidAt !== null) throw coded(409, 'already-paid', 'This BOLT11 is already paid');
  if (found.cancelled) throw coded(409, 'cancelled', 'This BOLT11 was replaced');
  return found;
}

function amountOf({ sats, msats }: PayCommand, { amountMsat }: NodeInvoice): bigint {
  if (msats !== undefined) return BigInt(msats);
  if (sats !== undefined) return BigInt(sats) * 1000n;
  if (amountMsat === null) throw coded(422, 'amount-missing', 'This BOLT11 leaves the amount to the payer');
  return amountMsat;
}

function invoiceOf(store: Store, id: string): StoredInvoice {
  const invoice = store.invoices.get(id);
  if (!invoice) throw coded(404, 'invoice-not-found', 'The simulator knows no such invoice');
  return invoice;
}

function stateOf({ id, status, additionalStatus }: StoredInvoice): InvoiceState {
  return { invoiceId: id, status, additionalStatus };
}
