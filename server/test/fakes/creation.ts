import { createPaymentFeed } from '../../src/feed/payment-feed.ts';
import {
  buildCreatePayment,
  type CreatePayment,
  type PaymentRequestInput,
} from '../../src/payments/create-payment.ts';
import { buildMintInvoice } from '../../src/payments/mint-invoice.ts';
import { TIMINGS } from '../../src/timings.ts';
import { type FakeClock, fakeClock } from './clock.ts';
import { type FakeGateway, fakeGateway } from './fake-gateway.ts';
import { type FakeLedger, fakeLedger } from './fake-ledger.ts';
import { type Interruptible, type Interruption, interruptible } from './interruptible.ts';
import { hashOf } from './payments.ts';
import { seededRandom } from './random.ts';
import { type RecordingAlerts, recordingAlerts } from './recording-alerts.ts';

/** `createPayment` and the fakes that it stands on. */
export interface CreationRig {
  readonly create: CreatePayment;
  readonly clock: FakeClock;
  readonly gateway: Interruptible<FakeGateway>;
  readonly ledger: Interruptible<FakeLedger>;
  readonly alerts: RecordingAlerts;
  /** Ids of the invoices that were recorded. */
  readonly recorded: readonly string[];
}

/** Composes one server, or with `beside` another one on the same clock, ledger and BTCPay. */
export function creationRig(beside?: CreationRig): CreationRig {
  const clock = beside?.clock ?? fakeClock();
  const gateway = beside?.gateway ?? interruptible(fakeGateway(clock));
  const ledger = beside?.ledger ?? interruptible(fakeLedger());
  const alerts = recordingAlerts();
  const recorded: string[] = [];
  const mintInvoice = buildMintInvoice({
    ledger: ledger.port,
    gateway: gateway.port,
    feed: createPaymentFeed(ledger.port),
    alerts,
    clock,
    network: 'regtest',
    storeId: 'store1',
    timings: TIMINGS,
    onInvoiceRecorded: (id) => recorded.push(id),
  });
  const create = buildCreatePayment({
    ledger: ledger.port,
    mintInvoice,
    clock,
    random: seededRandom(beside === undefined ? 'one' : 'two'),
    network: 'regtest',
    timings: TIMINGS,
  });
  return { create, clock, gateway, ledger, alerts, recorded };
}

/** A request of 50.00 USD. */
export const REQUEST: PaymentRequestInput = {
  price: { minor: 5_000n, currency: 'USD' },
  pricedBy: 'open',
  orderId: 'A-1',
  description: null,
  email: null,
  metadata: {},
  keyHash: hashOf('key'),
  requestHash: hashOf('request'),
};

/** BTCPay makes the invoice, and nobody hears of it. */
export const answerLost: Interruption<FakeGateway, 'createInvoice'> = async (run) => {
  await run();
  return 'unknown';
};

/** BTCPay makes no invoice, and nobody knows. */
export const nothingMade: Interruption<FakeGateway, 'createInvoice'> = async () => 'unknown';
