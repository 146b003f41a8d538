import { createPaymentFeed } from '../../src/feed/payment-feed.ts';
import { buildInbox, type Inbox, type VerifiedDelivery } from '../../src/payments/apply-deliveries.ts';
import { buildApplyInvoiceState } from '../../src/payments/apply-invoice-state.ts';
import { deriveInvoiceAdded } from '../../src/payments/derive-change.ts';
import type { Invoice } from '../../src/payments/invoice.ts';
import type { NewPayment } from '../../src/payments/ports.ts';
import { type FakeClock, fakeClock, START_MS } from './clock.ts';
import { type FakeGateway, fakeGateway } from './fake-gateway.ts';
import { type FakeLedger, fakeLedger } from './fake-ledger.ts';
import { type Interruptible, interruptible } from './interruptible.ts';
import { aNewPayment, anInvoice } from './payments.ts';
import { seededRandom } from './random.ts';
import { type RecordingAlerts, recordingAlerts } from './recording-alerts.ts';
import { type RecordingCounters, recordingCounters } from './recording-counters.ts';

/** An inbox, the fakes that it stands on, and a payment whose invoice is at BTCPay but not in the ledger yet. */
export interface InboxRig {
  readonly inbox: Inbox;
  readonly clock: FakeClock;
  readonly gateway: Interruptible<FakeGateway>;
  readonly ledger: Interruptible<FakeLedger>;
  readonly alerts: RecordingAlerts;
  readonly counters: RecordingCounters;
  readonly invoiceId: string;
  readonly paymentId: string;
  /** Commits the invoice. */
  record(): Promise<void>;
  /** Another process with the same ledger and BTCPay. */
  restarted(): Inbox;
}

/** Composes it. */
export async function inboxRig(): Promise<InboxRig> {
  const clock = fakeClock();
  const gateway = interruptible(fakeGateway(clock));
  const ledger = interruptible(fakeLedger());
  const alerts = recordingAlerts();
  const counters = recordingCounters();
  const entry = aNewPayment();
  const invoice = await mint(gateway.port, ledger.port, entry);
  const restarted = () => {
    const feed = createPaymentFeed(ledger.port);
    const on = { ledger: ledger.port, alerts, counters, clock, storeId: 'store1' };
    const random = seededRandom('receipts');
    const mail = { notices: false, receipts: false };
    const apply = buildApplyInvoiceState({ ...on, gateway: gateway.port, feed, random, mail });
    return buildInbox({ ...on, apply, timings: { inboxRetryMs: 500, inboxRetryMaxMs: 60_000 } });
  };
  return {
    inbox: restarted(),
    restarted,
    clock,
    gateway,
    ledger,
    alerts,
    counters,
    invoiceId: invoice.id,
    paymentId: entry.payment.id,
    record: async () => {
      await ledger.port.saveChange(deriveInvoiceAdded(entry.payment, invoice, clock.now()));
    },
  };
}

async function mint(gateway: FakeGateway, ledger: FakeLedger, entry: NewPayment): Promise<Invoice> {
  await ledger.recordPayment(entry);
  const { payment } = entry;
  const answer = await gateway.createInvoice({ paymentId: payment.id, attempt: 1, ...payment });
  if (answer === 'unknown' || answer.reading.lightning === null) throw new Error('no invoice');
  const { bolt11, paymentHash } = answer.reading.lightning.request;
  return anInvoice({ id: answer.reading.invoiceId, bolt11, paymentHash });
}

/** A webhook that may change the payment, ready to be stored. */
export function aDelivery(
  invoiceId: string | null,
  change: Partial<VerifiedDelivery> = {},
): VerifiedDelivery {
  return {
    id: 'wh_1:delivery_1',
    webhookId: 'wh_1',
    type: 'InvoicePaymentSettled',
    invoiceId,
    paymentId: null,
    body: '{}',
    receivedAtMs: START_MS,
    parkedBecause: null,
    mayChangePayment: true,
    ...change,
  };
}
