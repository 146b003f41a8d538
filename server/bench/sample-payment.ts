import { randomBytes } from 'node:crypto';
import type { VerifiedDelivery } from '../src/payments/apply-deliveries.ts';
import { deriveChange, deriveInvoiceAdded } from '../src/payments/derive-change.ts';
import type { Invoice, InvoiceReading } from '../src/payments/invoice.ts';
import type { Payment } from '../src/payments/payment.ts';
import type { NewPayment } from '../src/payments/ports.ts';
import { makePaymentId, makeReference } from '../src/payments/reference.ts';

const HOUR_MS = 3_600_000;
const MSAT = 77_650_000n;
const random = { bytes: (length: number) => randomBytes(length) };

/** Everything that the ledger is told of one payment, from creation to settlement, made up beforehand. */
export interface SamplePayment {
  readonly entry: NewPayment;
  readonly added: ReturnType<typeof deriveInvoiceAdded>;
  readonly delivery: VerifiedDelivery;
  readonly settled: NonNullable<ReturnType<typeof deriveChange>>;
}

/** Makes a payment up: 50 USD, one invoice, paid in full; sizes are those of real ones. */
export function samplePayment(): SamplePayment {
  const nowMs = Date.now();
  const hex = () => randomBytes(32).toString('hex');
  const payment: Payment = {
    id: makePaymentId(random),
    reference: makeReference(random),
    status: 'new',
    flags: [],
    version: 1,
    pricedBy: 'open',
    price: { minor: 5_000n, currency: 'USD' },
    paidMsat: 0n,
    orderId: null,
    description: null,
    email: null,
    metadata: {},
    network: 'regtest',
    createdAtMs: nowMs,
    settledAtMs: null,
    invoices: [],
  };
  const invoice: Invoice = {
    id: randomBytes(16).toString('base64url'),
    attempt: 1,
    status: 'new',
    bolt11: `lnbcrt776500n1${randomBytes(140).toString('hex')}`,
    paymentHash: hex(),
    amountMsat: MSAT,
    dueMsat: MSAT,
    paidMsat: 0n,
    rate: '64392.23',
    expirationMs: nowMs + HOUR_MS,
    expiresAtMs: nowMs + HOUR_MS,
    createdAtMs: nowMs,
  };
  const added = deriveInvoiceAdded(payment, invoice, nowMs);
  const settled = deriveChange(added.payment, paidReading(payment, invoice, nowMs), nowMs);
  if (settled === null) throw new Error('a paid reading must change a new payment');
  const entry: NewPayment = {
    payment,
    keyHash: hex(),
    requestHash: hex(),
    keyExpiresAtMs: nowMs + 24 * HOUR_MS,
    claimedUntilMs: nowMs + HOUR_MS,
  };
  return { entry, added, delivery: deliveryOf(invoice.id, nowMs), settled };
}

function paidReading(payment: Payment, invoice: Invoice, nowMs: number): InvoiceReading {
  const { bolt11, paymentHash, amountMsat, rate, expirationMs } = invoice;
  return {
    invoiceId: invoice.id,
    storeId: 'BenchStore',
    providerStatus: 'Settled',
    additionalStatus: 'None',
    amount: '50.00',
    currency: 'USD',
    lightning: {
      request: { bolt11, network: 'regtest', amountMsat, paymentHash, expiresAtMs: expirationMs },
      amountMsat,
      dueMsat: 0n,
      rate,
    },
    received: [{ id: paymentHash, msat: amountMsat, receivedAtMs: nowMs }],
    createdAtMs: nowMs,
    expirationMs,
    owner: { paymentId: payment.id, attempt: 1 },
  };
}

function deliveryOf(invoiceId: string, nowMs: number): VerifiedDelivery {
  return {
    id: `BenchWebhook:${randomBytes(16).toString('hex')}`,
    webhookId: 'BenchWebhook',
    type: 'InvoiceSettled',
    invoiceId,
    body: JSON.stringify({ invoiceId, filler: 'x'.repeat(300) }),
    receivedAtMs: nowMs,
    parkedBecause: null,
    mayChangePayment: true,
  };
}
