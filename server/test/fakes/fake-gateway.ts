import { PaymentError } from '../../src/payments/errors.ts';
import type { InvoiceReading, NodeReading, ReceivedPayment } from '../../src/payments/invoice.ts';
import { formatMoney } from '../../src/payments/money.ts';
import type { Clock, Gateway, InvoiceOrder } from '../../src/payments/ports.ts';
import { freshId, hashOf } from './payments.ts';

/** One US cent in these tests: 50.00 USD are 77,650 sats. */
const MSAT_PER_MINOR = 15_530n;
/** BTCPay's invoices live a minute longer than pages show them. */
const LIFE_MS = 61 * 60_000;

/** A BTCPay Server in memory, with what happens there on its own. */
export interface FakeGateway extends Gateway {
  /** Every invoice that was made, oldest first. */
  readonly invoices: readonly InvoiceReading[];
  /** Money comes, now unless `atMs` says otherwise: statuses follow as at BTCPay (FACTS section 5). */
  pay(invoiceId: string, msat?: bigint, atMs?: number): void;
  /** BTCPay's expiration comes. */
  expire(invoiceId: string): void;
  /** The merchant marks it by hand. */
  mark(invoiceId: string, status: 'Settled' | 'Invalid'): void;
  /** Money comes to the node, and BTCPay does not hear of it. */
  payUnseen(invoiceId: string, atMs?: number): void;
  /** Changes what BTCPay says of an invoice in a way that BTCPay does not. */
  corrupt(invoiceId: string, change: Partial<InvoiceReading>): void;
}

/** Builds it. Faults of single calls come from `interruptible`. */
export function fakeGateway(clock: Clock, storeId = 'store1'): FakeGateway {
  const store = new Map<string, { reading: InvoiceReading; reference: string }>();
  const node = new Map<string, NodeReading>();
  const found = (id: string) => {
    const entry = store.get(id);
    if (entry === undefined) throw new PaymentError('invoice_unknown');
    return entry;
  };
  const change = (id: string, by: (reading: InvoiceReading) => Partial<InvoiceReading>) => {
    const entry = found(id);
    entry.reading = { ...entry.reading, ...by(entry.reading) };
  };
  return {
    get invoices() {
      return [...store.values()].map(({ reading }) => reading);
    },
    async createInvoice(order) {
      const reading = freshReading(order, storeId, clock.now());
      store.set(reading.invoiceId, { reading, reference: order.reference });
      return { reading };
    },
    readInvoice: async (id) => found(id).reading,
    async findInvoices(reference) {
      const entries = [...store.values()].filter((entry) => entry.reference === reference);
      return entries.map(({ reading }) => reading).reverse();
    },
    async listUnpaid(fromMs, toMs) {
      const unpaid = [...store.values()]
        .map(({ reading }) => reading)
        .filter(({ providerStatus }) => providerStatus === 'New');
      const readings = unpaid.filter(({ createdAtMs }) => createdAtMs >= fromMs && createdAtMs <= toMs);
      return { readings, full: false };
    },
    readNode: async (paymentHash) => node.get(paymentHash) ?? null,
    async check() {},
    pay: (id, msat, atMs) => change(id, (reading) => paid(reading, msat, atMs ?? clock.now())),
    payUnseen(id, atMs) {
      const { lightning } = found(id).reading;
      if (lightning === null) throw new Error('nothing to pay');
      const { paymentHash } = lightning.request;
      node.set(paymentHash, {
        paymentHash,
        isPaid: true,
        receivedMsat: lightning.dueMsat,
        paidAtMs: atMs ?? clock.now(),
      });
    },
    expire: (id) =>
      change(id, ({ providerStatus }) => (providerStatus === 'New' ? { providerStatus: 'Expired' } : {})),
    mark: (id, providerStatus) => change(id, () => ({ providerStatus, additionalStatus: 'Marked' })),
    corrupt: (id, to) => change(id, () => to),
  };
}

function freshReading(order: InvoiceOrder, storeId: string, nowMs: number): InvoiceReading {
  const invoiceId = freshId('inv');
  const msat = order.price.minor * MSAT_PER_MINOR;
  return {
    invoiceId,
    storeId,
    providerStatus: 'New',
    additionalStatus: 'None',
    amount: formatMoney(order.price),
    currency: order.price.currency,
    lightning: { request: bolt11(invoiceId, msat, nowMs), amountMsat: msat, dueMsat: msat, rate: '64392.23' },
    received: [],
    createdAtMs: nowMs,
    expirationMs: nowMs + LIFE_MS,
    owner: { paymentId: order.paymentId, attempt: order.attempt },
  };
}

function bolt11(name: string, amountMsat: bigint, nowMs: number) {
  const expiresAtMs = nowMs + LIFE_MS;
  return {
    // Nothing but what a QR code holds in its dense mode, as in every invoice.
    bolt11: `lnbcrt-${name.replaceAll('_', '-')}`,
    paymentHash: hashOf(name),
    network: 'regtest',
    amountMsat,
    expiresAtMs,
  } as const;
}

function paid(reading: InvoiceReading, asked: bigint | undefined, atMs: number): Partial<InvoiceReading> {
  const { lightning, invoiceId, expirationMs } = reading;
  if (lightning === null) throw new Error('nothing to pay');
  const payment: ReceivedPayment = {
    id: lightning.request.paymentHash,
    msat: asked ?? lightning.dueMsat,
    receivedAtMs: Math.floor(atMs / 1_000) * 1_000,
  };
  const received = [...reading.received, payment];
  const total = received.reduce((sum, { msat }) => sum + msat, 0n);
  const dueMsat = lightning.amountMsat - total;
  if (dueMsat > 0n) {
    // BTCPay cancels the BOLT11 and makes one for the rest.
    const request = bolt11(`${invoiceId}_rest${received.length}`, dueMsat, expirationMs - LIFE_MS);
    return { received, additionalStatus: 'PaidPartial', lightning: { ...lightning, dueMsat, request } };
  }
  const settles = reading.providerStatus === 'New' || reading.providerStatus === 'Processing';
  const additionalStatus = settles ? (dueMsat <= -1_000n ? 'PaidOver' : 'None') : 'PaidLate';
  return {
    received,
    lightning: { ...lightning, dueMsat },
    additionalStatus,
    ...(settles ? { providerStatus: 'Settled' as const } : {}),
  };
}
